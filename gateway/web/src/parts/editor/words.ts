import { inLanguages } from '../language.ts'

export const words = inLanguages({
  en: {
    leave: 'Press Escape, then Tab, to leave the editor.',
    type: 'Write, paste or drop a program here',
    differences: (old: string, now: string) => `Differences between ${old} and ${now}`,
    equal: 'The two are equal.',
    phrases: {} as Record<string, string>,
  },
  de: {
    leave: 'Mit Escape, dann Tab, verlässt man den Editor.',
    type: 'Hier ein Programm schreiben, einfügen oder ablegen',
    differences: (old: string, now: string) => `Unterschiede zwischen ${old} und ${now}`,
    equal: 'Beide sind gleich.',
    phrases: {
      Find: 'Suchen',
      Replace: 'Ersetzen',
      next: 'weiter',
      previous: 'zurück',
      all: 'alle',
      'match case': 'Groß/klein',
      regexp: 'Muster',
      'by word': 'ganze Wörter',
      replace: 'ersetzen',
      'replace all': 'alle ersetzen',
      close: 'schließen',
      'current match': 'dieser Treffer',
      'on line': 'in Zeile',
      'replaced $ matches': '$ Treffer ersetzt',
      'replaced match on line $': 'Treffer in Zeile $ ersetzt',
      'Go to line': 'Zur Zeile',
      go: 'los',
      Completions: 'Vorschläge',
      '$ unchanged lines': '$ gleiche Zeilen',
    },
  },
})
