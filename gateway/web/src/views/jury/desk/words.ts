import { inLanguages } from '../../../parts/language.ts'

export const words = inLanguages({
  en: {
    filters: 'Filters',
    clear: 'Show all',
    any: 'any',
    problem: 'Problem',
    team: 'Team',
    next: 'Next entry',
    previous: 'Previous entry',
    asks: (team: string, question: string) => `${team} asks: ${question}`,
    open: 'Open',
  },
  de: {
    filters: 'Filter',
    clear: 'Alles zeigen',
    any: 'alle',
    problem: 'Aufgabe',
    team: 'Team',
    next: 'Nächster Eintrag',
    previous: 'Voriger Eintrag',
    asks: (team: string, question: string) => `${team} fragt: ${question}`,
    open: 'Öffnen',
  },
})
