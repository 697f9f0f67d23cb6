/**
 * The browser's storage, or memory where the browser refuses it: inside another site's page it does so for people who block third-party
 * cookies. Memory lasts until the page is reloaded; the server has every acknowledged answer all the same.
 */
export const forBrowser = open(() => localStorage);
export const forTab = open(() => sessionStorage);

function open(storage) {
  try {
    return storage();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const entries = new Map();
    return {
      getItem: key => entries.get(key) ?? null,
      setItem: (key, value) => { entries.set(key, value); },
      removeItem: key => { entries.delete(key); },
    };
  }
}
