/**
 * What the candidate has put on a form and the server has not yet acknowledged. It is kept in the browser until it has been, so that neither a
 * reload nor a lost connection loses anything. Of several changes to one question only the last needs to be sent.
 */
const KEY = 'palsexam.outbox';

export class Outbox {
  #examId;
  #marks;

  constructor(examId) {
    this.#examId = examId;
    this.#marks = load(examId);
  }

  get size() { return this.#marks.length; }

  get first() { return this.#marks[0] ?? null; }

  /** The highest sequence that waits here, 0 when nothing does. */
  get sequence() { return Math.max(0, ...this.#marks.map(mark => mark.body.sequence)); }

  [Symbol.iterator]() { return this.#marks[Symbol.iterator](); }

  /** @param {{kind: 'answers' | 'flags', position: number, body: {sequence: number}}} mark */
  put(mark) {
    this.#marks = [...this.#marks.filter(other => other.kind !== mark.kind || other.position !== mark.position), mark];
    this.#save();
  }

  /** Takes out a mark that the server has; a newer one to the same question stays. */
  remove(mark) {
    this.#marks = this.#marks.filter(other => other !== mark);
    this.#save();
  }

  clear() {
    this.#marks = [];
    this.#save();
  }

  #save() {
    if (this.#marks.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ examId: this.#examId, marks: this.#marks }));
  }
}

function load(examId) {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY));
    return saved?.examId === examId && Array.isArray(saved.marks) ? saved.marks : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // Not something this page wrote.
    throw error;
  }
}
