/** Numbers, plurals, dates and lists as a language writes them. */
export function formats(language) {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const plurals = new Intl.PluralRules(language);
  const lists = new Intl.ListFormat(language, { type: 'conjunction' });
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    number: value => numbers.format(value),
    percent: (value, digits = 0) => new Intl.NumberFormat(
      language, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value / 100),
    /** "3 questions": the number with the word that goes with it; forms has a word for each plural category of the language. */
    count: (n, forms) => `${numbers.format(n)} ${forms[plurals.select(n)] ?? forms.other}`,
    list: names => lists.format(names),
    /** A moment in the time zone of whoever reads it. */
    moment: time => moments.format(new Date(time)),
    /** A day, which is the same everywhere. */
    day: date => days.format(new Date(date)),
  };
}
