/**
 * Puts an exam into a course provider's page:
 *
 *   <script type="module" src="https://EXAMS/embed.js"></script>
 *   <pals-exam token="pxl_…"></pals-exam>
 *
 * The provider's own server gets the token by POST /v1/launches. The exam runs in a sandboxed frame of the exam server; the two pages speak by
 * messages to and from each other's origin alone. docs/embedding.md has the whole way.
 *
 * Events on the element, all bubbling: pals-exam-ready, pals-exam-progress, pals-exam-completed, pals-exam-error.
 */
const SERVER = new URL(import.meta.url).origin;
const BASE = new URL('.', import.meta.url);
const EVENTS = new Set(['ready', 'progress', 'completed', 'error']);
const THEME = ['ground', 'surface', 'ink', 'ink-soft', 'line', 'control', 'accent', 'accent-ink', 'accent-tint', 'focus', 'radius', 'font'];
const TOKEN = /^pxl_([a-z0-9][a-z0-9-]{1,63})\.[A-Za-z0-9_-]{43}$/;
const SMALLEST_HEIGHT = 320;
const LARGEST_HEIGHT = 20000;

/** A frame that says nothing for so long after it was loaded shows no exam: its server does not let this site show it, or cannot be reached. */
const SILENCE = 5000;

const TEXT = {
  noToken: 'This link to the exam is not valid. Please go back and start from your course page.',
  otherSite: 'This exam cannot be opened on this site. Please go back and start from your course page.',
  unreachable: 'The exam cannot be reached. Please check your internet connection and reload the page.',
};

class PalsExam extends HTMLElement {
  static observedAttributes = ['token'];

  #frame = null;
  #sentence = null;
  #silence = null;
  #isConnected = false;
  #listener = event => this.#take(event);

  connectedCallback() {
    addEventListener('message', this.#listener);
    this.#isConnected = true;
    this.#open();
  }

  disconnectedCallback() {
    removeEventListener('message', this.#listener);
    this.#isConnected = false;
    this.#close();
  }

  attributeChangedCallback(name, before, after) {
    // Before the element is connected, connecting it opens the exam.
    if (this.#isConnected && before !== after) this.#open();
  }

  /** Shows the exam of the token that the element has now. */
  #open() {
    this.#close();
    const token = this.getAttribute('token');
    if (!token) return; // The page may still be asking its server for one.
    const provider = TOKEN.exec(token)?.[1];
    if (!provider) {
      this.#refuse('launch-not-found', TEXT.noToken);
      return;
    }
    const frame = document.createElement('iframe');
    frame.title = this.getAttribute('frame-title') ?? 'PALS exam';
    const language = this.closest('[lang]')?.lang;
    frame.src = new URL(`embed/${provider}${language ? `?${new URLSearchParams({ lang: language })}` : ''}`, BASE).href;
    frame.referrerPolicy = 'no-referrer';
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-downloads');
    Object.assign(frame.style, { border: '0', display: 'block', width: '100%', height: `${SMALLEST_HEIGHT}px`, colorScheme: 'normal' });
    // Each time the frame's page loads, so that it can carry on after a reload of its own.
    frame.addEventListener('load', () => {
      this.#silence = setTimeout(() => this.#explain(), SILENCE);
      frame.contentWindow.postMessage({ type: 'pals-exam:launch', token, theme: this.#theme(), isLight: this.#isLight() }, SERVER);
    });
    this.#frame = frame;
    this.append(frame);
  }

  #close() {
    clearTimeout(this.#silence);
    this.#frame?.remove();
    this.#sentence?.remove();
    this.#frame = this.#sentence = null;
  }

  /** Says why the frame is empty, which the browser itself does not tell. */
  async #explain() {
    const frame = this.#frame;
    const isReached = await fetch(import.meta.url, { method: 'HEAD', cache: 'no-store', credentials: 'omit' }).then(() => true, () => false);
    if (frame !== this.#frame) return;
    this.#close();
    if (isReached) this.#refuse('launch-origin', TEXT.otherSite);
    else this.#refuse('unreachable', TEXT.unreachable);
  }

  #refuse(problem, message) {
    this.#sentence = document.createElement('p');
    this.#sentence.setAttribute('role', 'alert');
    this.#sentence.textContent = message;
    this.append(this.#sentence);
    this.#tell('error', { type: `urn:pals-exam:problem:${problem}`, message });
  }

  /** A page that does not say that it can be dark is light, whatever the reader prefers; the exam in it then is, too. */
  #isLight() {
    const own = getComputedStyle(this).colorScheme;
    const said = own === 'normal' ? document.querySelector('meta[name="color-scheme"]')?.content ?? '' : own;
    return !said.includes('dark');
  }

  #theme() {
    const style = getComputedStyle(this);
    return Object.fromEntries(THEME
      .map(name => [name, style.getPropertyValue(`--pals-exam-${name}`).trim()])
      .filter(([, value]) => value !== ''));
  }

  #take(event) {
    if (event.origin !== SERVER || event.source !== this.#frame?.contentWindow) return;
    clearTimeout(this.#silence);
    const { type, height, detail } = event.data ?? {};
    if (type === 'pals-exam:height' && Number.isFinite(height)) {
      this.#frame.style.height = `${Math.min(Math.max(Math.ceil(height), SMALLEST_HEIGHT), LARGEST_HEIGHT)}px`;
    } else if (type === 'pals-exam:top') {
      if (this.getBoundingClientRect().top < 0) this.scrollIntoView({ block: 'start' });
    } else if (typeof type === 'string' && type.startsWith('pals-exam:') && EVENTS.has(type.slice('pals-exam:'.length))) {
      this.#tell(type.slice('pals-exam:'.length), detail);
    }
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`pals-exam-${name}`, { bubbles: true, composed: true, detail }));
  }
}

if (!customElements.get('pals-exam')) customElements.define('pals-exam', PalsExam);
