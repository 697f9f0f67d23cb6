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

class PalsExam extends HTMLElement {
  static observedAttributes = ['token'];

  #frame = null;
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
      this.#tell('error', { type: 'urn:pals-exam:problem:launch-not-found', message: 'The token attribute holds no launch token.' });
      return;
    }
    const frame = document.createElement('iframe');
    frame.title = this.getAttribute('frame-title') ?? 'PALS exam';
    frame.src = new URL(`embed/${provider}`, BASE).href;
    frame.referrerPolicy = 'no-referrer';
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-downloads');
    Object.assign(frame.style, { border: '0', display: 'block', width: '100%', height: `${SMALLEST_HEIGHT}px`, colorScheme: 'normal' });
    // Each time the frame's page loads, so that it can carry on after a reload of its own.
    frame.addEventListener('load', () => frame.contentWindow.postMessage(
      { type: 'pals-exam:launch', token, theme: this.#theme(), language: this.closest('[lang]')?.lang ?? '' }, SERVER));
    this.#frame = frame;
    this.append(frame);
  }

  #close() {
    this.#frame?.remove();
    this.#frame = null;
  }

  #theme() {
    const style = getComputedStyle(this);
    return Object.fromEntries(THEME
      .map(name => [name, style.getPropertyValue(`--pals-exam-${name}`).trim()])
      .filter(([, value]) => value !== ''));
  }

  #take(event) {
    if (event.origin !== SERVER || event.source !== this.#frame?.contentWindow) return;
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
