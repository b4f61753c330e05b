import { inLanguages } from '../../../../parts/language.ts'

const en = {
  title: (contest: string) => `${contest}: the result is final`,
  winner: 'Winner',
  winners: 'Winners',
  gold: 'Gold',
  silver: 'Silver',
  bronze: 'Bronze',
  place: (rank: number) => `Place ${rank}`,
  solved: (count: number) => (count === 1 ? '1 problem' : `${count} problems`),
  points: (score: string) => `${score} points`,
  results: 'All results and awards',
  nobody: 'Nobody has solved anything.',
}

export const words = inLanguages<typeof en>({
  en,
  de: {
    title: (contest) => `${contest}: Das Ergebnis ist endgültig`,
    winner: 'Sieger',
    winners: 'Sieger',
    gold: 'Gold',
    silver: 'Silber',
    bronze: 'Bronze',
    place: (rank) => `Platz ${rank}`,
    solved: (count) => (count === 1 ? '1 Aufgabe' : `${count} Aufgaben`),
    points: (score) => `${score} Punkte`,
    results: 'Alle Ergebnisse und Auszeichnungen',
    nobody: 'Niemand hat etwas gelöst.',
  },
})
