import { element } from './dom.js';
import { picture } from './picture.js';
import { text } from './strings.js';

const position = value => `${Math.min(100, Math.max(0, value)).toFixed(1)}%`;

/**
 * The report: the result and how sure it is, when the exam can be taken again, the profile by topic area with what to study, and for practice every
 * question with its reasons. Without onNewExam it offers no other.
 *
 * @param {{download: () => Promise<string>, onNewExam: (() => void) | null}} actions download says what became of the PDF
 */
export function reportView(report, { download, onNewExam }) {
  const { composite } = report;
  const isMeasured = report.status !== 'expired';
  return [
    element('section', { class: `card result ${report.status}` },
      element('h1', { 'data-focus': true }, text.outcome[report.status] ?? report.status),
      element('p', { class: 'lead' }, text.outcomeSentence(report)),
      element('p', { class: 'soft' }, report.title)),
    element('dl', { class: 'figures' },
      report.form ? figure(text.rawScore, text.rawScoreOf(report.form), text.rawCut(report.form)) : null,
      isMeasured ? figure(text.score, text.tenths(composite.percent.estimate), text.between(composite.percent.lower, composite.percent.upper)) : null,
      figure(text.standard, text.tenths(composite.cutPercent), text.standardHint),
      figure(text.questions, text.number(report.scoredItems + report.unscoredItems), report.unscoredItems > 0 ? text.unscored(report.unscoredItems) : null)),
    ...(report.retake ? [element('h2', {}, text.retakeHeading), element('p', { class: 'card' }, text.retake(report.retake))] : []),
    ...actions(download, report.purpose === 'practice' ? onNewExam : null),
    ...(isMeasured ? profile(report.topicAreas, composite.cutPercent) : []),
    ...study(report),
    report.note ? element('p', { class: 'soft' }, report.note) : null,
    ...(report.answers ? review(report.answers) : []),
  ].filter(node => node !== null);
}

function actions(download, onNewExam) {
  const outcome = element('p', { class: 'soft', role: 'status' });
  const button = element('button', { type: 'button', onclick: async () => {
    button.disabled = true;
    outcome.textContent = text.downloading;
    try {
      outcome.textContent = await download();
    } finally {
      button.disabled = false;
    }
  } }, text.downloadPdf);
  return [
    element('div', { class: 'actions' },
      button,
      element('button', { type: 'button', class: 'plain', onclick: () => print() }, text.print),
      onNewExam ? element('button', { type: 'button', class: 'plain', onclick: onNewExam }, text.newExam) : null),
    outcome,
  ];
}

function figure(name, value, hint) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value, hint ? element('small', {}, hint) : null));
}

function profile(areas, cut) {
  return [
    element('h2', {}, text.profile),
    element('div', { class: 'card' },
      element('ul', { class: 'profile' }, ...areas.map(area => topicArea(area, cut))),
      element('p', { class: 'band-legend' }, text.bandLegend(cut))),
  ];
}

function topicArea(area, cut) {
  const { estimate, lower, upper } = area.percent;
  return element('li', {},
    element('div', { class: 'head' },
      element('h3', {}, area.name),
      element('span', { class: 'value' }, text.areaValue(estimate, lower, upper))),
    element('div', { class: 'band', role: 'img', 'aria-label': text.areaSpoken(area.name, estimate, lower, upper, cut) },
      element('div', { class: 'interval', variables: { '--from': position(lower), '--to': position(upper) } }),
      element('div', { class: 'estimate', variables: { '--at': position(estimate) } }),
      element('div', { class: 'cut', variables: { '--at': position(cut) } })),
    element('div', { class: 'head points' },
      element('span', { class: 'soft' }, text.points(area.points, area.pointsPossible, area.items)),
      area.standing ? element('span', { class: `standing ${area.standing}` }, text.standing[area.standing]) : null));
}

/** What to study, the lowest area first; nothing where the programme advises nothing. */
function study({ status, topicAreas }) {
  const areas = topicAreas.filter(area => area.advice).sort((one, other) => one.estimate - other.estimate);
  if (areas.length === 0) return [];
  const below = areas.filter(area => area.standing === 'below').map(area => area.name);
  const lead = below.length > 0 ? text.beginWith(below)
    : status === 'passed' ? text.noneWeak
      : text.noneBelow(areas.slice(0, 2).map(area => area.name));
  return [
    element('h2', {}, text.studyHeading),
    element('p', { class: 'lead' }, lead),
    areas.length > 1 ? element('p', { class: 'soft' }, text.studyOrder) : null,
    element('ol', { class: 'study' }, ...areas.map(area => element('li', { class: 'card' },
      element('h3', {}, area.name),
      element('p', { class: `standing ${area.standing}` }, text.standing[area.standing]),
      element('p', {}, area.advice.text),
      element('p', { class: 'soft' }, text.reading(area.advice.reading))))),
  ];
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
