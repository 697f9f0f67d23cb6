import { announce, element, isEmbedded, show } from './dom.js';
import { Countdown } from './countdown.js';
import { ExamClient, Problem } from './exam-client.js';
import { pauseView } from './pause-view.js';
import { QuestionView } from './question-view.js';
import { reportView } from './report-view.js';
import { startView } from './start-view.js';
import * as saved from './saved-exam.js';
import { text } from './strings.js';
import { Watch } from './watch.js';
import { WrittenExam } from './written-exam.js';

const client = new ExamClient({ lost: showLost, restored: hideLost });
const countdown = new Countdown(() => { announce(text.timeUp); refresh(); });

/** How often to look, in seconds, for a pause or more time, and in a pause for its end. */
const LOOK = 20;
const LOOK_IN_PAUSE = 4;
const watch = new Watch(look);

/** How long a PDF stays in memory for the browser to save it, in milliseconds. */
const KEPT_FOR_DOWNLOAD = 60000;

/** The exam this page holds: {examId, token, pending}; pending is an answer given but not yet acknowledged. */
let exam = null;
let view = null;

/** True while the clock stands: the question is kept, out of sight and out of reach of keys. */
let isPaused = false;

/** The form of a written exam in progress, or null; it is then the view, too. */
let written = null;

addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
  if ((event.key === 't' || event.key === 'T') && !typing) countdown.speak();
  else if (view === null || isPaused || (event.key === 'Enter' && event.target instanceof HTMLButtonElement)) return;
  else if (view.press(event)) event.preventDefault();
});

// A fault in this page must show, not freeze: the server has every acknowledged answer, and reloading carries on.
for (const kind of ['error', 'unhandledrejection']) {
  addEventListener(kind, () => notice(text.failedHard, text.reload, () => location.reload()));
}

await open();

async function open() {
  const launched = saved.takeFromAddress();
  if (launched) {
    exam = launched;
    saved.save(exam);
    await resume();
    return;
  }
  exam = saved.load();
  if (exam === null) await showStart();
  else if (exam.pending || exam.ended || performance.getEntriesByType('navigation')[0]?.type === 'reload') await resume();
  else showResume();
}

async function showStart() {
  countdown.stop();
  view = null;
  show(...startView(await client.definitions(), start));
}

function showResume() {
  show(
    element('h1', { 'data-focus': true }, text.resumeHeading),
    element('p', { class: 'lead' }, text.resumeBody),
    element('div', { class: 'actions' },
      element('button', { type: 'button', onclick: resume }, text.resumeButton),
      element('button', { type: 'button', class: 'plain', onclick: leave }, text.discardButton)));
}

async function start(definition, button) {
  button.disabled = true;
  button.textContent = text.starting;
  try {
    const content = await client.startPractice(definition);
    exam = { examId: content.examId, token: content.token, pending: null };
    saved.save(exam);
    hideLost();
    await follow(content);
  } catch (error) {
    // Starting is the one request that is not repeated by itself: each would start another exam.
    button.disabled = false;
    button.textContent = text.startButton;
    notice(error instanceof Problem && error.status === 429 ? text.tooMany : text.cannotStart);
    if (!(error instanceof Problem || error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}

function leave() {
  watch.stop();
  saved.forget();
  exam = null;
  return showStart();
}

/** Shows where the exam stands; an answer that was still under way goes first. */
async function resume() {
  if (exam.pending) await send(exam.pending);
  else await refresh();
}

async function refresh() {
  try {
    await follow(await client.state(exam));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showCannotOpen();
  }
}

/** Sees a pause, its end, and more time without waiting for an answer. */
async function look() {
  if (exam === null || exam.pending) return;
  const [held, seen] = [exam, view];
  const state = await client.glance(held);
  if (state === null || exam !== held || view !== seen || exam.pending) return;
  const isSame = state.status === 'in-progress' && !state.paused && !isPaused 
    && (written !== null || state.question?.position === view?.position);
  if (isSame) countdown.set(state.deadline, state.now);
  else await follow(state);
}

function answer(given) {
  exam.pending = given;
  saved.save(exam);
  return send(given);
}

async function send(given) {
  view?.saving(given.answer);
  try {
    const content = await client.answer(exam, given);
    settle();
    if (content.question) announce(text.newQuestion(content.question.position));
    await follow(content);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    settle();
    if (error.status === 409 || error.status === 410) {
      await refresh();
      if (error.status === 409 && !isPaused) notice(text.answeredElsewhere);
    } else if (error.status === 401 || error.status === 403 || error.status === 404) {
      showCannotOpen();
    } else if (view) {
      view.refuse(text.notAccepted);
    } else {
      await refresh();
    }
  }
}

function settle() {
  exam.pending = null;
  saved.save(exam);
}

/** Shows what a state of the exam asks for: its question, or its report. */
async function follow(state) {
  hideNotice();
  document.dispatchEvent(new CustomEvent('pals-exam-state', { detail: state })); // For the page around, where there is one.
  if (state.paused) {
    countdown.stop();
    watch.every(LOOK_IN_PAUSE);
    if (written !== null) {
      written.suspend();
      written = view = null;
    }
    if (!isPaused) show(...pauseView(state));
    isPaused = true;
    return;
  }
  const wasPaused = isPaused;
  isPaused = false;
  if (state.form && state.status === 'in-progress') {
    await followForm(state);
    return;
  }
  written?.close();
  written = null;
  if (state.question) {
    countdown.set(state.deadline, state.now);
    watch.every(LOOK);
    if (view?.position !== state.question.position) {
      view = new QuestionView(state, answer);
      show(...view.nodes);
    } else {
      if (wasPaused) show(...view.nodes);
      view.refuse('');
    }
    return;
  }
  countdown.stop();
  watch.stop();
  view = null;
  saved.finish(exam);
  show(...reportView(state.report, { download, onNewExam: isEmbedded ? null : leave }));
}

/** Saves the report as PDF on the candidate's computer, and says what became of it. */
async function download() {
  try {
    const address = URL.createObjectURL(await client.reportPdf(exam));
    const link = element('a', { href: address, download: `report-${exam.examId}.pdf` });
    link.click();
    // The browser has taken the file over by the time the page is idle again.
    setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR_DOWNLOAD);
    return text.downloaded;
  } catch (error) {
    if (!(error instanceof Problem || error instanceof TypeError || error instanceof DOMException)) throw error;
    return error.type?.endsWith(':not-printable') ? text.cannotSetInPdf : text.cannotDownload;
  }
}

/** Opens the form of a written exam, or goes on with the one that is open. */
async function followForm(state) {
  countdown.set(state.deadline, state.now);
  watch.every(LOOK);
  if (written !== null) return;
  const form = await client.form(exam);
  if (form.status !== 'in-progress' || form.paused) {
    await refresh();
    return;
  }
  written = view = new WrittenExam(client, exam, form, {
    ended: refresh,
    paused: refresh,
    lostAccess: showCannotOpen,
    refused: notice,
    submitted: follow,
    moved(position) {
      exam.position = position;
      saved.save(exam);
    },
    stored({ progress, deadline, now }) {
      countdown.set(deadline, now);
      document.dispatchEvent(new CustomEvent('pals-exam-state', { detail: { examId: exam.examId, status: 'in-progress', progress } }));
    },
  });
}

function showCannotOpen() {
  countdown.stop();
  watch.stop();
  view = null;
  isPaused = false;
  written = null;
  saved.forget();
  show(
    element('h1', { 'data-focus': true }, text.cannotOpenHeading),
    element('p', {}, isEmbedded ? text.cannotOpenHere : text.cannotOpen),
    isEmbedded ? null : element('div', { class: 'actions' }, element('button', { type: 'button', onclick: leave }, text.newExam)));
}

function showLost(retry) {
  notice(text.lost, text.tryNow, retry);
}

function hideLost() {
  if (!document.getElementById('notice').hidden) announce(text.restored);
  hideNotice();
}

function notice(sentence, label, action) {
  const area = document.getElementById('notice');
  const button = label ? element('button', { type: 'button', class: 'plain small', onclick: action }, label) : null;
  const paragraph = area.querySelector('p');
  if (!area.hidden && paragraph?.textContent === sentence) area.querySelector('button')?.replaceWith(button);
  else area.replaceChildren(element('div', {}, element('p', {}, sentence), button));
  area.hidden = false;
}

function hideNotice() {
  document.getElementById('notice').hidden = true;
}
