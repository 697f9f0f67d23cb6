import { forBrowser, forTab } from './storage.js';

/**
 * What this browser must remember to carry on after a reload or a crash: which exam, its token, and an answer that the server
 * has not yet acknowledged. Nothing else is kept: the server holds the exam. An exam in progress outlives the tab; a finished one
 * is kept for its tab alone, so that the next person at a shared computer does not find somebody's report.
 */
const KEY = 'palsexam.exam';

export function load() {
  try {
    const saved = JSON.parse(forTab.getItem(KEY) ?? forBrowser.getItem(KEY));
    return saved && typeof saved.examId === 'string' && typeof saved.token === 'string' ? saved : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // Not something this page wrote: start afresh.
    throw error;
  }
}

export const save = exam => forBrowser.setItem(KEY, JSON.stringify(exam));

export function finish(exam) {
  forBrowser.removeItem(KEY);
  forTab.setItem(KEY, JSON.stringify({ ...exam, pending: null, ended: true }));
}

export function forget() {
  forBrowser.removeItem(KEY);
  forTab.removeItem(KEY);
}

/** A launch link holds exam and token in its fragment, which no server ever sees; it is taken out of the address at once. */
export function takeFromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const examId = fragment.get('exam');
  const token = fragment.get('token');
  if (!examId || !token) return null;
  history.replaceState(null, '', location.pathname + location.search);
  forget();
  return { examId, token, pending: null };
}
