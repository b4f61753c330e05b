import { inLanguages } from '../../../../parts/language.ts'

const en = {
  title: (team: string, label: string) => `${team}, problem ${label}`,
  noTries: 'This team has not tried this problem.',
  noSubmissions: 'There is no submission.',
  at: (time: string, seconds: boolean) => (seconds ? `at ${time}` : `in minute ${time}`),
  first: 'first of all teams',
  points: 'Points',
  rejected: 'Rejected tries',
  pending: 'Not judged yet, or hidden by the freeze',
  submissions: 'Submissions',
  time: 'Time',
  verdict: 'Verdict',
  language: 'Language',
}

export const words = inLanguages<typeof en>({
  en,
  de: {
    title: (team, label) => `${team}, Aufgabe ${label}`,
    noTries: 'Dieses Team hat diese Aufgabe nicht versucht.',
    noSubmissions: 'Es gibt keine Einsendung.',
    at: (time, seconds) => (seconds ? `bei ${time}` : `in Minute ${time}`),
    first: 'als erstes Team',
    points: 'Punkte',
    rejected: 'Abgelehnte Versuche',
    pending: 'Noch nicht bewertet, oder verborgen, weil die Rangliste eingefroren ist',
    submissions: 'Einsendungen',
    time: 'Zeit',
    verdict: 'Urteil',
    language: 'Sprache',
  },
})
