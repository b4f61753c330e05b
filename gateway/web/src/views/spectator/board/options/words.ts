import { inLanguages } from '../../../../parts/language.ts'

const en = {
  group: 'Group',
  allGroups: 'All groups',
  organization: 'Organisation',
  allOrganizations: 'All organisations',
  best: 'Best team of each organisation',
  tooLarge: 'Not on a board of more than 2,000 teams.',
  juryView: "The jury's board",
  link: 'Copy the link',
  chosen: (count: string) => `${count} teams are shown.`,
  showAll: 'Show all',
  projector: 'Projector mode',
  compact: 'Compact rows',
  options: 'Filters and view',
}

export const words = inLanguages<typeof en>({
  en,
  de: {
    group: 'Gruppe',
    allGroups: 'Alle Gruppen',
    organization: 'Organisation',
    allOrganizations: 'Alle Organisationen',
    best: 'Bestes Team jeder Organisation',
    tooLarge: 'Nicht bei mehr als 2.000 Teams.',
    juryView: 'Rangliste der Jury',
    link: 'Link kopieren',
    chosen: (count: string) => `${count} Teams werden gezeigt.`,
    showAll: 'Alle zeigen',
    projector: 'Für die Leinwand',
    compact: 'Schmale Zeilen',
    options: 'Filter und Ansicht',
  },
})
