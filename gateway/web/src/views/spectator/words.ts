import { inLanguages } from '../../parts/language.ts'

export const words = inLanguages({
  en: {
    board: 'Standings',
    results: 'Results',
    statistics: 'Statistics',
    timeMachine: 'Time machine',
    reveal: 'Reveal',
  },
  de: {
    board: 'Rangliste',
    results: 'Ergebnisse',
    statistics: 'Statistik',
    timeMachine: 'Zeitmaschine',
    reveal: 'Siegerehrung',
  },
})
