import { announce, show } from './dom.js';
import { Problem } from './exam-client.js';
import { Outbox } from './outbox.js';
import { text } from './strings.js';
import { FormQuestionView } from './form-question-view.js';
import { formReview } from './form-review.js';

/** A pause in typing after which a number is sent. */
const PAUSE = 600;

/**
 * A written exam in this page: all questions at hand, what the candidate has put on them, and an outbox for what the server has not yet
 * acknowledged. Going to and fro needs no connection.
 */
export class WrittenExam {
  #client;
  #exam;
  #events;
  #entries;
  #outbox;
  #sequence;
  #view = null;
  #pumping = null;
  #timer = null;
  #closed = false;

  /**
   * @param {object} form the form as the service shows it
   * @param {{ended: () => void, paused: () => void, refused: (sentence: string) => void, submitted: (state: object) => void, stored: (mark: object) => void,
   *   moved: (position: number) => void, lostAccess: () => void}} events told what happens
   */
  constructor(client, exam, form, events) {
    this.#client = client;
    this.#exam = exam;
    this.#events = events;
    this.#outbox = new Outbox(exam.examId);
    this.#take(form);
    this.show(exam.position ?? this.#firstOpen());
    this.#pump();
  }

  get position() { return this.#view?.position ?? null; }

  /** Each question with what stands on it in this browser: {question, answer, flagged}. */
  get entries() { return this.#entries; }

  get unsent() { return this.#outbox.size; }

  show(position) {
    this.#leaveQuestion();
    const at = Math.min(Math.max(1, position), this.#entries.length);
    this.#view = new FormQuestionView(this, this.#entries[at - 1]);
    this.#events.moved(at);
    show(...this.#view.nodes);
  }

  review() {
    this.#leaveQuestion();
    this.#view = null;
    show(...formReview(this));
  }

  press(event) {
    return this.#view?.press(event) ?? false;
  }

  /** Puts an answer, or null to clear it; typed ones wait for a pause. */
  answer(position, answer, seconds, isTyping = false) {
    this.#entries[position - 1].answer = answer;
    this.#outbox.put({ kind: 'answers', position, body: { answer, sequence: ++this.#sequence, seconds } });
    this.#view?.refresh();
    clearTimeout(this.#timer);
    if (isTyping) this.#timer = setTimeout(() => this.#pump(), PAUSE);
    else this.#pump();
  }

  flag(position, flagged) {
    this.#entries[position - 1].flagged = flagged;
    this.#outbox.put({ kind: 'flags', position, body: { flagged, sequence: ++this.#sequence } });
    this.#view?.refresh();
    this.#pump();
  }

  /** Sends what is unsent, then submits. */
  async submit() {
    await this.#pump();
    if (this.#closed) return;
    try {
      this.#events.submitted(await this.#client.submit(this.#exam));
    } catch (error) {
      if (!(error instanceof Problem && error.type.endsWith(':exam-paused'))) throw error;
      this.#events.paused();
    }
  }

  /** The exam is over: nothing more is sent. */
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#outbox.clear();
  }

  /** The clock stands: what is unsent waits in the browser. */
  suspend() {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #leaveQuestion() {
    this.#view?.leave();
  }

  #firstOpen() {
    return this.#entries.findIndex(entry => entry.answer === null) + 1 || 1;
  }

  /** What waits in the outbox is newer than what the server shows. */
  #take(form) {
    this.#sequence = Math.max(form.sequence, this.#outbox.sequence);
    this.#entries = form.questions.map(({ question, answer, flagged }) => ({ question, answer: answer ?? null, flagged, seconds: 0 }));
    for (const { kind, position, body } of this.#outbox) {
      const entry = this.#entries[position - 1];
      if (kind === 'answers') entry.answer = body.answer;
      else entry.flagged = body.flagged;
    }
  }

  #pump() {
    clearTimeout(this.#timer);
    this.#pumping ??= this.#sendAll().finally(() => { this.#pumping = null; });
    return this.#pumping;
  }

  async #sendAll() {
    while (this.#outbox.first && !this.#closed) {
      const mark = this.#outbox.first;
      this.#view?.refresh();
      try {
        const stored = await this.#client.mark(this.#exam, mark);
        this.#outbox.remove(mark);
        this.#events.stored(stored);
        if (!stored.stands) await this.#takeAgain();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.type.endsWith(':exam-paused')) {
          this.#events.paused();
          return;
        }
        this.#outbox.remove(mark);
        if (error.status === 410 || error.type.endsWith(':exam-ended')) {
          this.close();
          this.#events.ended();
        } else if (error.status === 401 || error.status === 403 || error.status === 404) {
          this.close();
          this.#events.lostAccess();
        } else {
          // Another tab or device was at it, or the answer is no possible one: what the server has stands.
          await this.#takeAgain();
          this.#events.refused(error.status === 409 ? text.changedElsewhere : text.notAccepted);
        }
      }
    }
    this.#view?.refresh();
  }

  async #takeAgain() {
    const form = await this.#client.form(this.#exam);
    this.#take(form);
    if (this.#view) this.show(this.#view.position);
    announce(text.changedElsewhere);
  }
}
