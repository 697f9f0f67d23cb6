import { element } from './dom.js';
import { text } from './strings.js';

/** What is left open before a form is submitted, and the submission itself, which asks once more. */
export function formReview(exam) {
  const { entries } = exam;
  const open = entries.filter(entry => entry.answer === null);
  const flagged = entries.filter(entry => entry.flagged);
  const submit = element('button', { type: 'button', onclick: () => dialog.showModal() }, text.submitForm);
  const dialog = confirmation(exam, open.length);
  return [
    element('h1', { 'data-focus': true }, text.reviewFormHeading),
    element('p', { class: 'lead' }, text.reviewForm(entries.length - open.length, entries.length)),
    element('section', { class: 'card' },
      element('h2', {}, text.openHeading(open.length)),
      open.length > 0 ? questions(exam, open) : element('p', {}, text.noneOpen)),
    element('section', { class: 'card' },
      element('h2', {}, text.flaggedHeading(flagged.length)),
      flagged.length > 0 ? questions(exam, flagged) : element('p', {}, text.noneFlagged)),
    element('div', { class: 'actions' },
      submit,
      element('button', { type: 'button', class: 'plain', onclick: () => exam.show(open[0]?.question.position ?? entries.length) },
        open.length > 0 ? text.toFirstOpen : text.backToQuestions)),
    dialog,
  ];
}

function questions(exam, entries) {
  return element('ul', { class: 'listing' }, ...entries.map(({ question, answer, flagged }) => element('li', {},
    element('button', { type: 'button', class: 'plain small', onclick: () => exam.show(question.position) }, text.goTo(question.position)),
    element('span', { class: 'excerpt' }, question.stem),
    element('span', { class: 'soft' }, text.marksOf(answer !== null, flagged)))));
}

function confirmation(exam, open) {
  const message = element('p', { role: 'alert', class: 'soft' });
  const go = element('button', { type: 'button' }, text.submitNow);
  const back = element('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, text.notYet);
  const dialog = element('dialog', { class: 'card', 'aria-labelledby': 'confirm-heading' },
    element('h2', { id: 'confirm-heading' }, text.confirmHeading),
    element('p', {}, text.confirm(open)),
    message,
    element('div', { class: 'actions' }, go, back));
  go.addEventListener('click', async () => {
    go.disabled = true;
    back.disabled = true;
    message.textContent = text.submitting;
    await exam.submit();
  });
  return dialog;
}
