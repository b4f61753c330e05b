import { inLanguages } from '../../../../parts/language.ts'

const en = {
  title: 'Course of the contest',
  rank: 'Rank',
  score: { solved: 'Problems solved', points: 'Points' },
  kind: 'What is drawn',
  close: 'Close the chart',
  hint: 'Pin up to eight teams to choose what is drawn. Without pins, it is the first five.',
  onlyNow: 'This contest is too large to be recorded: the lines begin when you opened the chart.',
  frozen: 'frozen',
  summary: (name: string, rank: number, score: string) => `${name}: rank ${rank || '–'}, ${score}`,
  asTable: 'As a table',
  team: 'Team',
  now: 'Now',
  best: 'Best',
  worst: 'Worst',
}

export const words = inLanguages<typeof en>({
  en,
  de: {
    title: 'Verlauf des Wettbewerbs',
    rank: 'Rang',
    score: { solved: 'Gelöste Aufgaben', points: 'Punkte' },
    kind: 'Was gezeichnet wird',
    close: 'Diagramm schließen',
    hint: 'Hefte bis zu acht Teams an, um zu wählen, was gezeichnet wird. Ohne angeheftete Teams sind es die ersten fünf.',
    onlyNow: 'Dieser Wettbewerb ist zu groß, um aufgezeichnet zu werden: Die Linien beginnen, als du das Diagramm geöffnet hast.',
    frozen: 'eingefroren',
    summary: (name, rank, score) => `${name}: Rang ${rank || '–'}, ${score}`,
    asTable: 'Als Tabelle',
    team: 'Team',
    now: 'Jetzt',
    best: 'Bester',
    worst: 'Schlechtester',
  },
})
