import { inLanguages } from '../../parts/language.ts'

export const deskWords = inLanguages({
  en: {
    submissions: 'Submissions',
    clarifications: 'Clarifications desk',
    rejudgings: 'Re-judging',
    balloons: 'Balloons',
    prints: 'Prints',
    wait: (count: number) => (count === 1 ? '1 question waits' : `${count} questions wait`),
  },
  de: {
    submissions: 'Einsendungen',
    clarifications: 'Fragen der Teams',
    rejudgings: 'Neubewertung',
    balloons: 'Ballons',
    prints: 'Ausdrucke',
    wait: (count: number) => (count === 1 ? '1 Frage wartet' : `${count} Fragen warten`),
  },
})
