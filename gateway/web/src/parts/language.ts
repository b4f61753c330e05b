// The languages of the page. Each view has its words in a `words.ts`, in all of them; the compiler misses none.
import { signal } from '@preact/signals'

export type Language = 'en' | 'de'
export const LANGUAGES: Record<Language, string> = { en: 'English', de: 'Deutsch' }
const KEY = 'language'

export const language = signal<Language>(first())

/** Switches at once: whoever reads `language` or words draws again. */
export function speak(chosen: Language): void {
  localStorage.setItem(KEY, chosen)
  language.value = chosen
}

/** The words of a view in the language of now: `const words = inLanguages({ en: {…}, de: {…} })`, then `words().title`. */
export function inLanguages<T>(all: Record<'en', T> & Record<Exclude<Language, 'en'>, NoInfer<T>>): () => T {
  return () => all[language.value]
}

function first(): Language {
  const known = [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return known.find((tag): tag is Language => tag !== null && tag in LANGUAGES) ?? 'en'
}
