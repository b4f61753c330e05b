import { inLanguages } from '../../../../parts/language.ts'

const en = {
  title: 'What just happened',
  nothing: 'Nothing yet. Solved problems, first solves and new leaders appear here.',
  solved: 'solved',
  first: 'first of all teams',
  gained: (points: string) => `now has ${points} points`,
  leads: 'takes the lead',
  rose: (from: number, to: number) => `from rank ${from} to ${to}`,
  minute: (time: number) => `${time}′`,
}

export const words = inLanguages<typeof en>({
  en,
  de: {
    title: 'Was gerade geschah',
    nothing: 'Noch nichts. Hier erscheint, was gelöst wird, wer zuerst war und wer neu führt.',
    solved: 'löst',
    first: 'als erstes Team',
    gained: (points) => `hat jetzt ${points} Punkte`,
    leads: 'übernimmt die Führung',
    rose: (from, to) => `von Rang ${from} auf ${to}`,
    minute: (time) => `${time}′`,
  },
})
