import { answerInput } from './answer-inputs.js';
import { element } from './dom.js';
import { picture } from './picture.js';
import { text } from './strings.js';

/** One question: what is asked, how to answer, and how far the exam has come. Enter submits from anywhere on the page. */
export class QuestionView {
  #input;
  #form;
  #fieldset;
  #submit;
  #message;
  #began = performance.now();

  /**
   * @param {object} state the exam state with its question
   * @param {(answer: {position: number, answer: string[], seconds: number}) => void} onAnswer
   */
  constructor(state, onAnswer) {
    const { question, progress } = state;
    this.position = question.position;
    this.#input = answerInput(question);
    this.#message = element('p', { class: 'soft', role: 'alert' });
    this.#submit = element('button', { type: 'submit' }, text.submit);
    this.#fieldset = element('fieldset', {},
      element('legend', {},
        element('p', { class: 'topic' }, text.topicArea(question.topicArea)),
        element('p', { class: 'stem', 'data-focus': true }, question.stem)),
      ...question.media.map(picture),
      ...this.#input.nodes.filter(node => node !== null));
    this.#form = element('form', { class: 'card', novalidate: true },
      question.scenario ? element('div', { class: 'scenario' }, element('p', {}, question.scenario.text)) : null,
      this.#fieldset,
      element('div', { class: 'actions' }, this.#submit, this.#message));
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      this.#send(onAnswer);
    });
    this.nodes = [
      progressBar(progress, question.position),
      this.#form,
      element('p', { class: 'soft keyboard-hint' }, ...this.#input.hint.map((part, index) => index % 2 ? element('kbd', {}, part) : part)),
    ];
  }

  /** Answers to a key pressed anywhere; true when it meant something here. */
  press(event) {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (this.#fieldset.disabled) return false;
    if (/^[1-9]$/.test(event.key) && !typing) return this.#input.pressNumber(Number(event.key));
    if (event.key === 'Enter') {
      this.#form.requestSubmit();
      return true;
    }
    return false;
  }

  /** While an answer is under way nothing can be changed, so that what the candidate sees is what was sent. */
  saving(answer) {
    this.#input.write(answer);
    this.#fieldset.disabled = true;
    this.#submit.disabled = true;
    this.#submit.textContent = text.saving;
  }

  /** Opens the question again, with the reason. */
  refuse(sentence) {
    this.#fieldset.disabled = false;
    this.#submit.disabled = false;
    this.#submit.textContent = text.submit;
    this.#message.textContent = sentence;
  }

  #send(onAnswer) {
    const answer = this.#input.read();
    if (answer === null) {
      this.#message.textContent = this.#input.missing;
      this.#input.confirm?.();
      return;
    }
    this.#message.textContent = '';
    const seconds = Math.round((performance.now() - this.#began) / 100) / 10;
    onAnswer({ position: this.position, answer, seconds });
  }
}

function progressBar({ answered, minimum, maximum }, position) {
  const percent = share => `${(100 * share / maximum).toFixed(1)}%`;
  return element('div', { class: 'progress' },
    element('div', { class: 'count' },
      element('h1', {}, text.questionOf(position, minimum, maximum)),
      element('span', {}, text.length(minimum, maximum))),
    element('div', {
      class: 'track', role: 'progressbar', 'aria-label': text.progressLabel,
      'aria-valuemin': 0, 'aria-valuemax': maximum, 'aria-valuenow': answered, variables: { '--share': percent(answered) },
    },
    element('div', { class: 'fill' }),
    minimum < maximum ? element('div', { class: 'mark', variables: { '--share': percent(minimum) } }) : null));
}
