import { element } from './dom.js';
import { picture } from './picture.js';
import { text } from './strings.js';

const percent = value => `${Math.round(value)}%`;
const position = value => `${Math.min(100, Math.max(0, value)).toFixed(1)}%`;

/** The report: the result and how sure it is, the profile by topic area, and for practice every question with its reasons. Without onNewExam it offers no other. */
export function reportView(report, onNewExam) {
  const { composite } = report;
  return [
    element('section', { class: `card result ${report.status}` },
      element('h1', { 'data-focus': true }, text.outcome[report.status] ?? report.status),
      element('p', { class: 'lead' }, text.outcomeSentence(report)),
      element('p', { class: 'soft' }, report.title)),
    element('dl', { class: 'figures' },
      report.form ? figure(text.rawScore, text.rawScoreOf(report.form), text.rawCut(report.form)) : null,
      figure(text.score, percent(composite.percent.estimate), text.between(percent(composite.percent.lower), percent(composite.percent.upper))),
      figure(text.standard, percent(composite.cutPercent), text.standardHint),
      figure(text.questions, String(report.scoredItems + report.unscoredItems), report.unscoredItems > 0 ? text.unscored(report.unscoredItems) : null)),
    element('h2', {}, text.profile),
    element('div', { class: 'card' },
      element('ul', { class: 'profile' }, ...report.topicAreas.map(area => topicArea(area, composite.cutPercent))),
      element('p', { class: 'band-legend' }, text.bandLegend(percent(composite.cutPercent)))),
    report.note ? element('p', { class: 'soft' }, report.note) : null,
    element('div', { class: 'actions' },
      element('button', { type: 'button', onclick: () => print() }, text.print),
      onNewExam && report.purpose === 'practice' ? element('button', { type: 'button', class: 'plain', onclick: onNewExam }, text.newExam) : null),
    ...(report.answers ? review(report.answers) : []),
  ].filter(node => node !== null);
}

function figure(name, value, hint) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value, hint ? element('small', {}, hint) : null));
}

function topicArea(area, cut) {
  const { estimate, lower, upper } = area.percent;
  return element('li', {},
    element('div', { class: 'head' },
      element('h3', {}, area.name),
      element('span', { class: 'value' }, text.areaValue(percent(estimate), percent(lower), percent(upper)))),
    element('div', { class: 'band', role: 'img', 'aria-label': text.areaSpoken(area.name, percent(estimate), percent(lower), percent(upper), percent(cut)) },
      element('div', { class: 'interval', variables: { '--from': position(lower), '--to': position(upper) } }),
      element('div', { class: 'estimate', variables: { '--at': position(estimate) } }),
      element('div', { class: 'cut', variables: { '--at': position(cut) } })),
    element('p', { class: 'soft points' }, text.points(area.points, area.pointsPossible)));
}

function review(answers) {
  return [
    element('h2', {}, text.reviewHeading),
    element('p', { class: 'soft' }, text.reviewLead),
    element('ol', { class: 'review' }, ...answers.map(reviewed)),
  ];
}

function reviewed(answer) {
  const isRight = answer.score === answer.maximumScore;
  const inOrder = answer.type === 'ordering';
  return element('li', { class: isRight ? 'right' : 'wrong' },
    element('p', { class: 'verdict' }, text.verdict(answer, isRight)),
    answer.scenario ? element('p', { class: 'soft' }, answer.scenario.text) : null,
    element('h3', {}, answer.stem),
    ...answer.media.map(picture),
    answer.given.length === 0 ? element('p', { class: 'soft' }, text.noAnswer) : null,
    answer.options.length === 0 ? element('p', {}, text.givenAndKey(answer.given.join(', '), answer.key.join(', '), answer.unit)) : null,
    inOrder ? element('p', {}, text.givenAndKey(answer.given.join(' → '), answer.key.join(' → '), null)) : null,
    answer.options.length > 0 ? element('ul', {}, ...answer.options.map(option => reviewedOption(option, answer, inOrder))) : null,
    element('p', {}, answer.rationale));
}

function reviewedOption(option, answer, inOrder) {
  const isKey = !inOrder && answer.key.includes(option.key);
  const isChosen = !inOrder && answer.given.includes(option.key);
  const tag = [isKey ? text.keyTag : null, isChosen ? text.chosenTag : null].filter(Boolean).join(', ');
  return element('li', { class: [isKey ? 'key' : '', isChosen ? 'chosen' : ''].join(' ').trim() || null },
    `${option.key}. ${option.text} `,
    tag ? element('span', { class: 'tag' }, `(${tag})`) : null,
    option.rationale ? element('span', { class: 'why' }, option.rationale) : null);
}
