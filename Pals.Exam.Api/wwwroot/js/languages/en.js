/** English: every sentence that the exam's pages say. docs/embedding.md says how to add a language. */
import { formats } from '../formats.js';

const { number, percent, count, list, moment, day } = formats('en');
const minutesAndSeconds = seconds => list([
  ...(seconds >= 60 ? [count(Math.floor(seconds / 60), { one: 'minute', other: 'minutes' })] : []),
  ...(seconds % 60 > 0 ? [count(seconds % 60, { one: 'second', other: 'seconds' })] : []),
]) || 'no time';
const questions = n => count(n, { one: 'question', other: 'questions' });

export const direction = 'ltr';

export const text = {
  skip: 'Skip to the content',
  foot: 'For education and demonstration until clinicians have reviewed the questions. Item parameters are provisional.',
  examLandmark: 'Exam',
  picture: 'Picture',
  startHeading: 'Practice exams in resuscitation',
  startLead: 'Find out where you stand before the exam that counts. You need no account, and may practice as often as you like.',
  chooseExam: 'Which exam would you like to sit?',
  examKind: ({ delivery }) => delivery === 'fixed-form'
    ? 'All questions at once. Go to and fro, change your answers, and submit when you are done.'
    : 'One question at a time, each chosen by your answers so far. It ends as soon as the result is certain; an answer is final.',
  examSize: ({ minimumQuestions, maximumQuestions, timeLimitMinutes }) =>
    `${minimumQuestions === maximumQuestions ? '' : `${number(minimumQuestions)} to `}${questions(maximumQuestions)}, `
    + (timeLimitMinutes ? `at most ${count(timeLimitMinutes, { one: 'minute', other: 'minutes' })}.` : 'no time limit.'),
  startPoints: [
    'Every answer is saved on the server as you give it. If the connection drops or the page reloads, you carry on where you were.',
    'At the end you get your result, your profile by topic area, and the reasoning behind every question.',
  ],
  startButton: 'Start the practice exam',
  starting: 'Starting…',
  resumeHeading: 'You have an exam in progress',
  resumeBody: 'It was started in this browser. Your answers are saved.',
  resumeButton: 'Continue the exam',
  discardButton: 'Leave it and start a new one',
  keyboardChoice: ['Keys: ', '1', ' to ', '4', ' choose, ', 'Enter', ' submits, ', 'T', ' reads the time left.'],
  keyboardMultiple: ['Keys: ', '1', ' to ', '6', ' choose or release, ', 'Enter', ' submits, ', 'T', ' reads the time left.'],
  keyboardOrdering: ['Keys: ', 'Tab', ' reaches the arrows, ', 'Space', ' moves, ', 'T', ' reads the time left.'],
  keyboardNumeric: ['Keys: type a number, ', 'Enter', ' submits.'],
  chooseAll: 'Choose every answer that applies.',
  orderThem: 'Put these in order, the first at the top.',
  orderFirst: 'The order has not been changed. Submit again if it is right as it stands.',
  moveUp: what => `Move up: ${what}`,
  moveDown: what => `Move down: ${what}`,
  movedTo: (what, place, all) => `${what}: now ${number(place)} of ${number(all)}.`,
  yourNumber: unit => unit ? `Your answer in ${unit}` : 'Your answer',
  numberFirst: 'Enter a number first, for example 12.5.',
  questionOf: (position, minimum, maximum) => position <= minimum
    ? `Question ${number(position)}` : `Question ${number(position)} of at most ${number(maximum)}`,
  length: (minimum, maximum) => minimum === maximum ? questions(maximum) : `${number(minimum)} to ${questions(maximum)}`,
  topicArea: id => (words => words.charAt(0).toUpperCase() + words.slice(1))(id.replaceAll('-', ' ')),
  progressLabel: 'Questions answered',
  submit: 'Submit answer',
  saving: 'Saving…',
  chooseFirst: 'Choose an answer first.',
  formQuestion: (position, last) => `Question ${number(position)} of ${number(last)}`,
  steps: 'Previous and next question',
  previous: 'Previous',
  next: 'Next',
  toReview: 'Review and submit',
  flag: 'Flag to come back',
  unflag: 'Take off the flag',
  clearAnswer: 'Clear answer',
  keepOrder: 'This order is right',
  keyboardForm: ['Keys: ', '1', ' to ', '6', ' choose, ', 'Enter', ' goes to the next question, ', 'T', ' reads the time left.'],
  allSaved: 'Everything is saved.',
  unsent: n => `Saving ${count(n, { one: 'change', other: 'changes' })}…`,
  navigator: 'All questions',
  navigatorLegend: '✓ answered, ⚑ flagged; the question shown has a frame.',
  navigatorSpoken: (position, isAnswered, isFlagged, isCurrent) => [
    `Question ${number(position)}`, isAnswered ? 'answered' : 'no answer', isFlagged ? 'flagged' : null, isCurrent ? 'shown now' : null].filter(Boolean).join(', '),
  answeredSign: '✓',
  flaggedSign: '⚑',
  number,
  answeredOf: (answered, all) => `${number(answered)} of ${number(all)} answered`,
  reviewFormHeading: 'Review before you submit',
  reviewForm: (answered, all) => `You have answered ${number(answered)} of ${questions(all)}. Until you submit you can change everything.`,
  openHeading: n => `${questions(n)} without an answer`,
  noneOpen: 'Every question has an answer.',
  flaggedHeading: n => count(n, { one: 'flagged question', other: 'flagged questions' }),
  noneFlagged: 'You have flagged none.',
  goTo: position => `Question ${number(position)}`,
  marksOf: (isAnswered, isFlagged) => [isAnswered ? 'answered' : 'no answer', isFlagged ? 'flagged' : null].filter(Boolean).join(', '),
  toFirstOpen: 'Go to the first without an answer',
  backToQuestions: 'Back to the questions',
  submitForm: 'Submit the exam',
  confirmHeading: 'Submit now?',
  confirm: open => (open === 0 ? '' : `${count(open, { one: 'question has', other: 'questions have' })} no answer and will earn nothing. `)
    + 'After you submit, nothing can be changed.',
  submitNow: 'Yes, submit',
  notYet: 'Not yet',
  submitting: 'Submitting…',
  changedElsewhere: 'This exam was changed in another window or device. What you see now is what is saved.',
  rawScore: 'Points',
  rawScoreOf: ({ rawScore, rawScorePossible }) => `${number(rawScore)} of ${number(rawScorePossible)}`,
  rawCut: ({ rawCut, unanswered }) => `this form is passed with ${number(rawCut)}${unanswered > 0 ? `; ${number(unanswered)} left without an answer` : ''}`,
  noAnswer: 'You gave no answer.',
  newQuestion: position => `Answer saved. Question ${number(position)}.`,
  timeLeft: 'Time left',
  hideTime: 'Hide time',
  showTime: 'Show time',
  spokenTime: seconds => `${minutesAndSeconds(seconds)} left.`,
  noTimeLimit: 'There is no time limit.',
  timeChanged: seconds => `Your time has been changed: ${minutesAndSeconds(seconds)} left.`,
  pausedHeading: 'Your exam is paused',
  pausedLead: 'The clock stands still. Your answers are saved, and your question comes back by itself when the exam goes on. Please leave this page open.',
  pausedTime: seconds => `You will have ${minutesAndSeconds(seconds)} left.`,
  lost: 'The connection is lost. Your answer is kept in this browser and is sent as soon as the connection is back. Please leave this page open.',
  tryNow: 'Try now',
  restored: 'The connection is back.',
  tooMany: 'Too many exams were started from here in a short time. Please wait a minute and try again.',
  cannotStart: 'The exam could not be started. Please try again in a moment.',
  cannotOpenHeading: 'This exam cannot be opened',
  cannotOpen: 'The link or the saved access in this browser is not valid for this exam.',
  cannotOpenHere: 'The exam cannot be opened any more from here. Reload this page to go on; your answers are saved.',
  cannotLaunchHeading: 'The exam cannot be opened',
  cannotLaunch: 'The exam server cannot be reached. Check your connection and reload this page.',
  /** Why a launch was refused; sentence is the server's, in English. The types stand in docs/embedding.md. */
  launchProblem: (type, sentence) => sentence,
  answeredElsewhere: 'That question had already been answered. This is where the exam stands now.',
  notAccepted: 'That answer was not accepted. Please choose again.',
  failedHard: 'Something went wrong in this page. Your saved answers are safe; reload to continue.',
  reload: 'Reload',
  timeUp: 'Time is up.',
  outcome: {
    passed: 'Passed',
    failed: 'Not passed',
    completed: 'Completed',
    expired: 'Time ran out',
  },
  outcomeSentence: ({ status, endReason, composite, form }) => {
    if (status === 'expired') return 'The time ended before the shortest exam was complete, so there is no result.';
    if (form) {
      return `${endReason === 'time-limit' ? 'Time ran out; what you had answered counts. ' : ''}`
        + `You earned ${number(form.rawScore)} of ${number(form.rawScorePossible)} points, and this form is passed with ${number(form.rawCut)}.`;
    }
    const above = composite.probabilityAboveCut;
    const sure = status === 'passed' ? above : 1 - above;
    const probability = sure > 0.995 ? 'more than 99%' : percent(100 * sure);
    const side = status === 'passed' ? 'above' : 'below';
    return endReason === 'decision-rule'
      ? `Your answers put you ${side} the passing standard with a probability of ${probability}, which ended the exam.`
      : `At the end of the exam your estimated score lay ${side} the passing standard (probability ${probability}).`;
  },
  score: 'Your score',
  /** With a tenth, so that a score just below the standard does not look like the standard. */
  tenths: value => percent(value, 1),
  between: (lower, upper) => `likely between ${percent(lower)} and ${percent(upper)}`,
  standard: 'Passing standard',
  standardHint: 'of the reference exam',
  questions: 'Questions',
  unscored: n => `${number(n)} of them on trial, not scored`,
  retakeHeading: 'Taking the exam again',
  /** A reason why there is no further attempt comes with a sentence in English; reason is its name in docs/http-api.md. */
  retake: ({ state, attemptsLeft, notBefore, lastDay, sentence }) => {
    if (state === 'unknown') return 'Your course provider can tell you whether and when you can take the exam again.';
    if (state === 'closed') return sentence;
    return `You can take the exam again ${state === 'open' ? 'now' : `from ${moment(notBefore)}`}${lastDay ? `, until ${day(lastDay)}` : ''}. `
      + `You have ${count(attemptsLeft, { one: 'attempt', other: 'attempts' })} left.`;
  },
  profile: 'Your profile by topic area',
  areaValue: (estimate, lower, upper) => `${percent(estimate)} (${percent(lower)} to ${percent(upper)})`,
  areaSpoken: (name, estimate, lower, upper, cut) =>
    `${name}: estimated ${percent(estimate)}, likely between ${percent(lower)} and ${percent(upper)}; passing standard ${percent(cut)}.`,
  standing: {
    above: 'Probably above the standard',
    near: 'Too close to the standard to tell',
    below: 'Probably below the standard',
  },
  points: (points, possible, n) => `${number(points)} of ${number(possible)} points in ${questions(n)}`,
  bandLegend: cut => `Each score is the share of the whole reference exam that you would be expected to answer right at your ability in that area. `
    + `The shaded bar holds it with 95% probability; the dashed line is the passing standard of ${percent(cut)}. `
    + 'An area is called above or below the standard when that is at least 80% probable. Each rests on few questions and borrows from the others: '
    + 'take it as a hint where to begin, not as a judgement. Questions are chosen to be hard enough for you, so the share you answered right here is '
    + 'usually lower than your score.',
  studyHeading: 'What to study',
  beginWith: names => `Begin with ${list(names)}.`,
  noneBelow: names => `No area stands clearly below the standard: a little more in each may be enough. Begin where your estimate is lowest, with ${list(names)}.`,
  noneWeak: 'No area stands out as weak.',
  studyOrder: 'The areas follow in the order of your estimates, the lowest first.',
  reading: parts => `Read: ${parts.join('; ')}.`,
  reviewHeading: 'Your answers and the reasoning',
  reviewLead: 'Read the ones you missed first; then check that you were right for the right reason.',
  verdict: (answer, isRight) => `Question ${number(answer.position)} (${answer.itemId}): `
    + (isRight ? 'right' : answer.score > 0 ? `partly right (${number(answer.score)} of ${number(answer.maximumScore)} points)` : 'not right')
    + (answer.scored ? '' : ' (on trial, not scored)'),
  givenAndKey: (given, key, unit) => `Your answer: ${given}${unit ? ` ${unit}` : ''}. Right: ${key}${unit ? ` ${unit}` : ''}.`,
  keyTag: 'right answer',
  chosenTag: 'your answer',
  newExam: 'Start a new practice exam',
  print: 'Print this report',
  downloadPdf: 'Download as PDF',
  downloading: 'Preparing the PDF…',
  downloaded: 'The PDF has been downloaded.',
  cannotDownload: 'The PDF could not be had just now. Please try again, or print this page.',
  cannotSetInPdf: 'This report holds letters that a PDF cannot show. Please print this page instead.',
};
