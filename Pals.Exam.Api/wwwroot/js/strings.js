/** Every sentence the page says, in one place, so that a translation is one file. */
const minutesAndSeconds = seconds => {
  const part = (n, word) => n === 0 ? null : `${n} ${word}${n === 1 ? '' : 's'}`;
  return [part(Math.floor(seconds / 60), 'minute'), part(seconds % 60, 'second')].filter(Boolean).join(' ') || 'no time';
};

export const text = {
  title: 'PalsExam',
  examLandmark: 'Exam',
  picture: 'Picture',
  startHeading: 'Practice exams in resuscitation',
  startLead: 'Find out where you stand before the exam that counts. You need no account, and may practice as often as you like.',
  chooseExam: 'Which exam would you like to sit?',
  examKind: ({ delivery }) => delivery === 'fixed-form'
    ? 'All questions at once. Go to and fro, change your answers, and submit when you are done.'
    : 'One question at a time, each chosen by your answers so far. It ends as soon as the result is certain; an answer is final.',
  examSize: ({ minimumQuestions, maximumQuestions, timeLimitMinutes }) =>
    `${minimumQuestions === maximumQuestions ? maximumQuestions : `${minimumQuestions} to ${maximumQuestions}`} questions, `
    + (timeLimitMinutes ? `at most ${timeLimitMinutes} minutes.` : 'no time limit.'),
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
  movedTo: (what, place, count) => `${what}: now ${place} of ${count}.`,
  yourNumber: unit => unit ? `Your answer in ${unit}` : 'Your answer',
  numberFirst: 'Enter a number first, for example 12.5.',
  questionOf: (position, minimum, maximum) => position <= minimum
    ? `Question ${position}` : `Question ${position} of at most ${maximum}`,
  length: (minimum, maximum) => minimum === maximum ? `${maximum} questions` : `${minimum} to ${maximum} questions`,
  topicArea: id => (words => words.charAt(0).toUpperCase() + words.slice(1))(id.replaceAll('-', ' ')),
  progressLabel: 'Questions answered',
  submit: 'Submit answer',
  saving: 'Saving…',
  chooseFirst: 'Choose an answer first.',
  formQuestion: (position, last) => `Question ${position} of ${last}`,
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
  unsent: n => n === 1 ? 'Saving 1 change…' : `Saving ${n} changes…`,
  navigator: 'All questions',
  navigatorLegend: '✓ answered, ⚑ flagged; the question shown has a frame.',
  navigatorSpoken: (position, isAnswered, isFlagged, isCurrent) => [
    `Question ${position}`, isAnswered ? 'answered' : 'no answer', isFlagged ? 'flagged' : null, isCurrent ? 'shown now' : null].filter(Boolean).join(', '),
  answeredSign: '✓',
  flaggedSign: '⚑',
  answeredOf: (answered, all) => `${answered} of ${all} answered`,
  reviewFormHeading: 'Review before you submit',
  reviewForm: (answered, all) => `You have answered ${answered} of ${all} questions. Until you submit you can change everything.`,
  openHeading: n => n === 1 ? '1 question without an answer' : `${n} questions without an answer`,
  noneOpen: 'Every question has an answer.',
  flaggedHeading: n => n === 1 ? '1 flagged question' : `${n} flagged questions`,
  noneFlagged: 'You have flagged none.',
  goTo: position => `Question ${position}`,
  marksOf: (isAnswered, isFlagged) => [isAnswered ? 'answered' : 'no answer', isFlagged ? 'flagged' : null].filter(Boolean).join(', '),
  toFirstOpen: 'Go to the first without an answer',
  backToQuestions: 'Back to the questions',
  submitForm: 'Submit the exam',
  confirmHeading: 'Submit now?',
  confirm: open => (open === 0 ? '' : open === 1 ? '1 question has no answer and will earn nothing. ' : `${open} questions have no answer and will earn nothing. `)
    + 'After you submit, nothing can be changed.',
  submitNow: 'Yes, submit',
  notYet: 'Not yet',
  submitting: 'Submitting…',
  changedElsewhere: 'This exam was changed in another window or device. What you see now is what is saved.',
  rawScore: 'Points',
  rawScoreOf: ({ rawScore, rawScorePossible }) => `${Number(rawScore.toFixed(2))} of ${rawScorePossible}`,
  rawCut: ({ rawCut, unanswered }) => `this form is passed with ${rawCut}${unanswered > 0 ? `; ${unanswered} left without an answer` : ''}`,
  noAnswer: 'You gave no answer.',
  newQuestion: position => `Answer saved. Question ${position}.`,
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
        + `You earned ${Number(form.rawScore.toFixed(2))} of ${form.rawScorePossible} points, and this form is passed with ${form.rawCut}.`;
    }
    const above = composite.probabilityAboveCut;
    const sure = status === 'passed' ? above : 1 - above;
    const percent = sure > 0.995 ? 'more than 99%' : `${Math.round(100 * sure)}%`;
    const side = status === 'passed' ? 'above' : 'below';
    return endReason === 'decision-rule'
      ? `Your answers put you ${side} the passing standard with a probability of ${percent}, which ended the exam.`
      : `At the end of the exam your estimated score lay ${side} the passing standard (probability ${percent}).`;
  },
  score: 'Your score',
  between: (lower, upper) => `likely between ${lower} and ${upper}`,
  standard: 'Passing standard',
  standardHint: 'of the reference exam',
  questions: 'Questions',
  unscored: n => `${n} of them on trial, not scored`,
  profile: 'Your profile by topic area',
  areaValue: (estimate, lower, upper) => `${estimate} (${lower} to ${upper})`,
  areaSpoken: (name, estimate, lower, upper, cut) =>
    `${name}: estimated ${estimate}, likely between ${lower} and ${upper}; passing standard ${cut}.`,
  points: (points, possible) => `${points} of ${possible} points in the questions you were given`,
  bandLegend: cut => `Each score is the share of the whole reference exam that you would be expected to answer right at your ability in that area. `
    + `The shaded bar holds it with 95% probability; the dashed line is the passing standard of ${cut}. `
    + 'Questions are chosen to be hard enough for you, so the share you answered right here is usually lower than your score.',
  reviewHeading: 'Your answers and the reasoning',
  reviewLead: 'Read the ones you missed first; then check that you were right for the right reason.',
  verdict: (answer, isRight) => `Question ${answer.position} (${answer.itemId}): `
    + (isRight ? 'right' : answer.score > 0 ? `partly right (${answer.score} of ${answer.maximumScore} points)` : 'not right')
    + (answer.scored ? '' : ' (on trial, not scored)'),
  givenAndKey: (given, key, unit) => `Your answer: ${given}${unit ? ` ${unit}` : ''}. Right: ${key}${unit ? ` ${unit}` : ''}.`,
  keyTag: 'right answer',
  chosenTag: 'your answer',
  newExam: 'Start a new practice exam',
  print: 'Print this report',
};
