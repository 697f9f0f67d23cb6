/**
 * The exam inside a course provider's page. The page around hands over a launch token by message; who it is, the browser says (the
 * message's origin), and the server opens the launch only for the origin it was made for. From then on every message goes to that origin.
 */
import { element, show } from './dom.js';
import { forTab } from './storage.js';

const KEY = 'palsexam.launch';
const SILENCE = 20000;
const THEME = {
  ground: 'color', surface: 'color', ink: 'color', 'ink-soft': 'color', line: 'color', control: 'color', accent: 'color',
  'accent-ink': 'color', 'accent-tint': 'color', focus: 'color', radius: 'border-radius', font: 'font-family',
};

let around = null;

/** Not awaited here: the message with the launch comes when this page has loaded, whether or not its language has. */
const strings = import('./strings.js').then(({ text }) => {
  // The page around has a main part of its own, from which a name tells this one.
  document.getElementById('content').setAttribute('aria-label', text.examLandmark);
  return text;
});

addEventListener('message', async event => {
  if (around !== null || event.source !== parent || parent === window || event.data?.type !== 'pals-exam:launch') return;
  around = event.origin;
  const { token, theme, isLight } = event.data;
  document.documentElement.classList.toggle('light', isLight === true);
  dress(theme ?? {});
  new ResizeObserver(() => tell('height', { height: document.documentElement.getBoundingClientRect().height })).observe(document.body);
  document.addEventListener('pals-exam-state', ({ detail }) => follow(detail));
  document.addEventListener('pals-exam-view', () => tell('top', {}));
  try {
    const opened = await open(String(token));
    // The exam page takes exam and token from the fragment, which no server sees, as it does from a launch link.
    history.replaceState(null, '', `#${new URLSearchParams({ exam: opened.examId, token: opened.token })}`);
    await import('./main.js');
  } catch (error) {
    await fail(error);
  }
});

/** A launch opens once; after a reload of this frame the exam that it opened goes on. */
async function open(token) {
  const kept = JSON.parse(forTab.getItem(KEY) ?? 'null');
  if (kept?.launch === token) return kept;
  const response = await fetch('/v1/launches/use', {
    method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, cache: 'no-store', credentials: 'omit',
    body: JSON.stringify({ token, origin: around }), signal: AbortSignal.timeout(SILENCE),
  });
  const content = await response.json();
  if (!response.ok) throw Object.assign(new Error(content.detail ?? content.title), { problem: content.type });
  const opened = { launch: token, examId: content.examId, token: content.token };
  forTab.setItem(KEY, JSON.stringify(opened));
  return opened;
}

let began = false;

function follow(state) {
  if (!began) {
    began = true;
    tell('ready', { detail: { examId: state.examId } });
  }
  tell('progress', { detail: { examId: state.examId, ...state.progress } });
  if (state.status !== 'in-progress') tell('completed', { detail: { examId: state.examId, status: state.status } });
}

async function fail(error) {
  const text = await strings;
  const message = error.problem ? text.launchProblem(error.problem, error.message) : text.cannotLaunch;
  show(
    element('h1', { 'data-focus': true }, text.cannotLaunchHeading),
    element('p', { role: 'alert' }, message));
  tell('error', { detail: { type: error.problem ?? 'urn:pals-exam:problem:unreachable', message } });
}

/** Only values that are what they should be: a theme can change colours and the font, and nothing else. */
function dress(theme) {
  for (const [name, property] of Object.entries(THEME)) {
    const value = theme[name];
    if (typeof value === 'string' && value.length <= 200 && !value.includes('url(') && CSS.supports(property, value)) {
      document.documentElement.style.setProperty(`--${name}`, value);
    }
  }
}

function tell(name, message) {
  parent.postMessage({ type: `pals-exam:${name}`, ...message }, around);
}
