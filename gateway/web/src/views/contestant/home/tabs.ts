// Words of the tabs, apart from those of the views: every visitor loads them.
import { inLanguages } from '../../../parts/language.ts'

export const tabs = inLanguages({
  en: {
    home: 'My contest',
    takePart: 'Take part',
    clarifications: 'Questions',
    unread: (count: number) => (count === 1 ? '1 unread answer' : `${count} unread answers`),
    prints: 'Prints',
  },
  de: {
    home: 'Mein Wettbewerb',
    takePart: 'Teilnehmen',
    clarifications: 'Fragen',
    unread: (count: number) => (count === 1 ? '1 ungelesene Antwort' : `${count} ungelesene Antworten`),
    prints: 'Drucken',
  },
})
