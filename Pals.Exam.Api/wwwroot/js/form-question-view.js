import { answerInput } from './answer-inputs.js';
import { element } from './dom.js';
import { picture } from './picture.js';
import { text } from './strings.js';

/** One question of a form: to answer, to flag, to go on or back from, with a list of all questions to jump to. */
export class FormQuestionView {
  #exam;
  #entry;
  #input;
  #flag;
  #clear;
  #saved;
  #message;
  #navigator;
  #began = performance.now();

  /** @param {import('./written-exam.js').WrittenExam} exam */
  constructor(exam, entry) {
    const { question } = entry;
    const last = exam.entries.length;
    this.#exam = exam;
    this.#entry = entry;
    this.position = question.position;
    this.#input = answerInput(question);
    if (entry.answer) this.#input.write(entry.answer);
    this.#message = element('p', { class: 'soft', role: 'alert' });
    this.#saved = element('p', { class: 'soft saved', role: 'status' });
    this.#flag = element('button', { type: 'button', class: 'plain', onclick: () => exam.flag(this.position, !entry.flagged) });
    this.#clear = element('button', { type: 'button', class: 'plain', onclick: () => this.#clearAnswer() }, text.clearAnswer);
    this.#navigator = new Navigator(exam, this.position);
    const form = element('form', { class: 'card', novalidate: true },
      question.scenario ? element('div', { class: 'scenario' }, element('p', {}, question.scenario.text)) : null,
      element('fieldset', {},
        element('legend', {},
          element('p', { class: 'topic' }, text.topicArea(question.topicArea)),
          element('p', { class: 'stem' }, question.stem)),
        ...question.media.map(picture),
        ...this.#input.nodes.filter(node => node !== null)),
      this.#message,
      element('div', { class: 'actions marks' }, this.#flag, this.#clear,
        question.type === 'ordering' ? element('button', { type: 'button', class: 'plain', onclick: () => this.#confirm() }, text.keepOrder) : null));
    form.addEventListener('change', () => this.#capture(false));
    form.addEventListener('input', event => { if (event.target.type === 'text') this.#capture(true); });
    form.addEventListener('submit', event => { event.preventDefault(); this.#forward(); });
    this.nodes = [element('div', { class: 'written' },
      element('div', { class: 'sheet' },
        element('h1', { class: 'where', 'data-focus': true }, text.formQuestion(this.position, last)),
        form,
        element('nav', { class: 'actions steps', 'aria-label': text.steps },
          element('button', { type: 'button', class: 'plain', disabled: this.position === 1, onclick: () => exam.show(this.position - 1) }, text.previous),
          element('button', { type: 'button', onclick: () => this.#forward() }, this.position === last ? text.toReview : text.next),
          this.position === last ? null : element('button', { type: 'button', class: 'plain', onclick: () => exam.review() }, text.toReview)),
        this.#saved,
        element('p', { class: 'soft keyboard-hint' }, ...text.keyboardForm.map((part, index) => index % 2 ? element('kbd', {}, part) : part))),
      this.#navigator.node)];
    this.refresh();
  }

  /** Answers to a key pressed anywhere; true when it meant something here. */
  press(event) {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (/^[1-9]$/.test(event.key) && !typing) {
      const known = this.#input.pressNumber(Number(event.key));
      if (known) this.#capture(false);
      return known;
    }
    if (event.key === 'Enter' && !(event.target instanceof HTMLElement && event.target.closest('summary, a'))) {
      this.#forward();
      return true;
    }
    return false;
  }

  /** Shows what has changed beside the answer itself. */
  refresh() {
    const { flagged, answer } = this.#entry;
    this.#flag.textContent = flagged ? text.unflag : text.flag;
    this.#flag.setAttribute('aria-pressed', String(flagged));
    this.#clear.disabled = answer === null;
    const unsent = this.#exam.unsent;
    const sentence = unsent === 0 ? text.allSaved : text.unsent(unsent);
    if (this.#saved.textContent !== sentence) this.#saved.textContent = sentence;
    this.#navigator.refresh();
  }

  /** The candidate goes to another question: the time spent here counts. */
  leave() {
    this.#entry.seconds = this.#seconds();
  }

  #forward() {
    if (this.position === this.#exam.entries.length) this.#exam.review();
    else this.#exam.show(this.position + 1);
  }

  #capture(isTyping) {
    const answer = this.#input.read();
    const isUnreadable = answer === null && this.#input.isEmpty?.() === false;
    this.#message.textContent = isUnreadable ? this.#input.missing : '';
    if (JSON.stringify(answer) !== JSON.stringify(this.#entry.answer)) this.#exam.answer(this.position, answer, this.#seconds(), isTyping);
  }

  #confirm() {
    this.#input.confirm();
    this.#capture(false);
  }

  #clearAnswer() {
    this.#entry.seconds = this.#seconds();
    this.#exam.answer(this.position, null, this.#entry.seconds);
    this.#exam.show(this.position);
  }

  #seconds() {
    const now = performance.now();
    const spent = this.#entry.seconds + (now - this.#began) / 1000;
    return Math.round(10 * spent) / 10;
  }
}

/** All questions by number. What has been answered and flagged is said by signs and words, not by color alone. */
class Navigator {
  #exam;
  #summary = element('summary', {});
  #buttons;

  constructor(exam, position) {
    this.#exam = exam;
    this.#buttons = exam.entries.map(({ question }) => element('button', {
      type: 'button', class: 'number', 'aria-current': question.position === position ? 'step' : null, onclick: () => exam.show(question.position),
    }));
    this.node = element('nav', { class: 'navigator', 'aria-label': text.navigator },
      element('details', { open: matchMedia('(min-width: 60rem)').matches },
        this.#summary,
        element('ol', {}, ...this.#buttons.map(button => element('li', {}, button))),
        element('p', { class: 'soft legend' }, text.navigatorLegend)));
    this.refresh();
  }

  refresh() {
    const { entries } = this.#exam;
    this.#summary.textContent = text.answeredOf(entries.filter(entry => entry.answer !== null).length, entries.length);
    entries.forEach(({ question, answer, flagged }, index) => {
      const button = this.#buttons[index];
      const isCurrent = button.getAttribute('aria-current') === 'step';
      const signs = `${answer === null ? '' : text.answeredSign}${flagged ? text.flaggedSign : ''}`;
      const key = `${signs}|${isCurrent}`;
      if (button.dataset.state === key) return;
      button.dataset.state = key;
      button.classList.toggle('answered', answer !== null);
      button.classList.toggle('flagged', flagged);
      button.setAttribute('aria-label', text.navigatorSpoken(question.position, answer !== null, flagged, isCurrent));
      button.replaceChildren(text.number(question.position), element('span', { class: 'signs', 'aria-hidden': true }, signs));
    });
  }
}
