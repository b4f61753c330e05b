// Words of the settings of a contest: each with what it means.
import { inLanguages } from '../../../parts/language.ts'

interface Choice {
  label: string
  means: string
}

interface SettingsWords {
  sections: Record<'time' | 'scoring' | 'awards' | 'teams', string>
  labels: Record<string, string>
  hints: Record<string, string>
  choices: Record<string, Record<string, Choice>>
  faults: Record<'duration' | 'moment' | 'freeze' | 'pauses' | 'number' | 'shares', string>
  fixedRule: string
  zone: string
  inZone: (text: string) => string
  metals: Record<'gold' | 'silver' | 'bronze', string>
  honors: Record<string, string>
  honorLeast: string
  save: string
  saved: string
  nothing: string
  discard: string
  taken: (who: string) => string
  both: (who: string, theirs: string) => string
  takeTheirs: string
  keepMine: string
  none: string
  yes: string
  no: string
  addPause: string
  removePause: string
  from: string
  to: string
  unsaved: string
  newContest: string
  cloneOf: (name: string) => string
  cloneHint: string
  id: string
  idHint: string
  capacity: string
  capacityHint: string
  create: string
  created: string
  onlyAdmins: string
  cloneFrom: string
  cloneNothing: string
  cloneStart: string
}

const en: SettingsWords = {
  sections: { time: 'Name and time', scoring: 'Scoring and judging', awards: 'Medals and awards', teams: 'What others see' },
  labels: {
    name: 'Name',
    start: 'Start',
    duration: 'Duration',
    freeze: 'Freeze of the public board',
    pauses: 'Pauses',
    rule: 'Scoring rule',
    'option.penalty_minutes': 'Penalty in minutes',
    'option.penalty_rounding': 'Rounding of penalties',
    'option.compile_penalty': 'Compile errors count as tries, with a penalty',
    'option.seconds': 'Count in seconds instead of minutes',
    'option.cell': 'What counts of several submissions to a problem',
    'option.tie_break_by_time': 'Among equal sums, the earlier team is better',
    'option.wrong': 'Points lost for a wrong try',
    'option.least': 'Least part of a problem’s points',
    'option.hack': 'Points for a successful hack',
    'option.failed_hack': 'Points for a hack that failed',
    'option.resubmit': 'Which accepted submission counts',
    medalsBy: 'Medals',
    gold: 'Gold',
    silver: 'Silver',
    bronze: 'Bronze',
    winner: 'Name the winner',
    firstToSolve: 'Name the first to solve each problem',
    groupWinners: 'Name the best of each group',
    honorsBy: 'Honors',
    allTests: 'Run all tests',
    feedback: 'Feedback',
    rated: 'Rating',
    visibility: 'Visibility',
  },
  hints: {
    name: 'As everybody sees it on the list of contests and above the board.',
    start: 'Problems are shown and submissions are taken from this moment on. Empty: no start is set yet.',
    duration: 'Hours:minutes or hours:minutes:seconds, without pauses.',
    freeze: 'Contest time from which the public board shows no new verdicts, such as 4:00 of 5:00. Empty: never.',
    pauses: 'Spans since the start, by the wall clock, in which the contest’s clock stands still: from, to.',
    'option.penalty_minutes': 'For each rejected try on a problem that is solved in the end.',
    'option.compile_penalty': 'Otherwise a program that does not compile costs nothing.',
    'option.seconds': 'For contests of an hour or less, where minutes would tie.',
    'option.tie_break_by_time': 'The team that gained points last at an earlier time. Otherwise equal sums share a rank.',
    'option.wrong': 'For each wrong try before the accepted one.',
    'option.least': 'What an accepted submission gives at least, from 0 to 1, however late it comes.',
    medalsBy: 'Hidden, unofficial and disqualified teams win none.',
    groupWinners: 'Groups are such as students, or schools; teams are put into them on the page of teams.',
    allTests: 'Also those behind the first that fails. Judging takes longer; rules with points by test need it.',
  },
  choices: {
    rule: {
      icpc: { label: 'ICPC', means: 'Solved problems count, then the time with a penalty for each rejected try.' },
      ioi: { label: 'IOI', means: 'Problems give points by subtasks; the sum counts.' },
      codeforces: { label: 'Codeforces', means: 'Points of a problem fall as time goes by; wrong tries and hacks count.' },
      atcoder: { label: 'AtCoder', means: 'Points of solved problems, then the time of the last gain with penalties.' },
    },
    'option.penalty_rounding': {
      cell: { label: 'each problem', means: 'The time of each solved problem is rounded down to the minute.' },
      total: { label: 'the sum', means: 'Seconds are summed up, the sum is rounded down.' },
    },
    'option.cell': {
      best: { label: 'the best', means: 'The submission with most points.' },
      last: { label: 'the last', means: 'The last one that was judged.' },
      sum_of_subtask_maxima: { label: 'the best of each subtask', means: 'The best result of each subtask, summed up.' },
    },
    'option.resubmit': {
      first: { label: 'the first', means: 'Later ones change nothing.' },
      last: { label: 'the last', means: 'Those before it are wrong tries.' },
    },
    medalsBy: {
      none: { label: 'No medals', means: '' },
      rank: { label: 'By rank', means: 'So many ranks win gold, the next ones silver, then bronze.' },
      share: { label: 'By share', means: 'Percent of the ranked teams, rounded up.' },
    },
    honorsBy: {
      none: { label: 'No honors', means: '' },
      own: { label: 'By what was solved', means: 'A team gets the best honor whose number of problems (or points) it reaches. Empty ones are not given.' },
      finals: { label: 'As at ICPC World Finals', means: 'Highest honors for as many problems as the last medallist solved, high honors for one fewer, honors for as many as the median team, else a mention.' },
    },
    feedback: {
      verdict: { label: 'The verdict', means: 'Teams see the verdict of a submission, and the tests that are samples.' },
      tests: { label: 'Every test', means: 'Teams also see verdict, time and memory of each hidden test, and progress while it is judged.' },
    },
    rated: {
      '': { label: 'Not rated', means: 'An administrator may still rate it later.' },
      codeforces: { label: 'Codeforces', means: 'Ratings change some seconds after the result is final and the freeze lifted.' },
      'elo-mmr': { label: 'Elo-MMR', means: 'The same, with the system that also says how sure a rating is.' },
    },
    visibility: {
      public: { label: 'Public', means: 'Everybody sees the contest, and its problems from the start on.' },
      private: { label: 'Private', means: 'Only its teams, those who ask to take part, its jury and its guests see that it exists.' },
    },
  },
  faults: {
    duration: 'Write hours:minutes or hours:minutes:seconds.',
    moment: 'This is no date with a time.',
    freeze: 'The freeze must begin before the end.',
    pauses: 'Each pause needs a time from which and a later one to which it goes (hours:minutes), in order.',
    number: 'This is no number.',
    shares: 'Together they can be 100 % at most.',
  },
  fixedRule: 'The rule was chosen when the contest was made, and stays: what was scored rests on it.',
  zone: 'Time zone of the start',
  inZone: (text) => `On your clock: ${text}`,
  metals: { gold: 'Gold', silver: 'Silver', bronze: 'Bronze' },
  honors: {
    'highest-honors': 'Highest honors from',
    'high-honors': 'High honors from',
    honors: 'Honors from',
    'honorable-mention': 'Honorable mention from',
  },
  honorLeast: 'Problems, or points',
  save: 'Save settings',
  saved: 'The settings are saved.',
  nothing: 'Nothing was changed.',
  discard: 'Discard changes',
  taken: (fields) => `Somebody else has changed, and it stands below: ${fields}.`,
  both: (field, theirs) => `${field}: somebody else has set “${theirs}” meanwhile. What you typed is kept.`,
  takeTheirs: 'Take theirs',
  keepMine: 'Keep mine',
  none: 'none',
  yes: 'yes',
  no: 'no',
  addPause: 'Add a pause',
  removePause: 'Remove pause',
  from: 'from',
  to: 'to',
  unsaved: 'There are unsaved changes.',
  newContest: 'New contest',
  cloneOf: (name) => `New contest like ${name}`,
  cloneHint: 'Settings and problems are copied; pauses, teams and what was submitted are not.',
  id: 'Id',
  idHint: 'Part of its address: letters, digits, - and _. It cannot be changed later.',
  capacity: 'Most teams',
  capacityHint: 'Empty: any number.',
  create: 'Make the contest',
  created: 'The contest is made. Now choose its problems and go through the checklist.',
  onlyAdmins: 'Only administrators make contests.',
  cloneFrom: 'Begin with',
  cloneNothing: 'an empty contest',
  cloneStart: 'A contest that is copied needs a start. You can move it later.',
}

const de: SettingsWords = {
  sections: { time: 'Name und Zeit', scoring: 'Wertung und Bewertung', awards: 'Medaillen und Preise', teams: 'Was andere sehen' },
  labels: {
    name: 'Name',
    start: 'Start',
    duration: 'Dauer',
    freeze: 'Einfrieren der öffentlichen Rangliste',
    pauses: 'Pausen',
    rule: 'Wertungsregel',
    'option.penalty_minutes': 'Strafzeit in Minuten',
    'option.penalty_rounding': 'Rundung der Strafzeit',
    'option.compile_penalty': 'Übersetzungsfehler zählen als Versuche mit Strafzeit',
    'option.seconds': 'In Sekunden statt Minuten zählen',
    'option.cell': 'Was von mehreren Einsendungen zu einer Aufgabe zählt',
    'option.tie_break_by_time': 'Bei gleicher Summe ist das frühere Team besser',
    'option.wrong': 'Punktabzug für einen falschen Versuch',
    'option.least': 'Kleinster Anteil an den Punkten einer Aufgabe',
    'option.hack': 'Punkte für einen gelungenen Hack',
    'option.failed_hack': 'Punkte für einen misslungenen Hack',
    'option.resubmit': 'Welche richtige Einsendung zählt',
    medalsBy: 'Medaillen',
    gold: 'Gold',
    silver: 'Silber',
    bronze: 'Bronze',
    winner: 'Sieger nennen',
    firstToSolve: 'Erste Lösung jeder Aufgabe nennen',
    groupWinners: 'Bestes Team jeder Gruppe nennen',
    honorsBy: 'Auszeichnungen',
    allTests: 'Alle Tests ausführen',
    feedback: 'Rückmeldung',
    rated: 'Wertungszahlen',
    visibility: 'Sichtbarkeit',
  },
  hints: {
    name: 'So sehen ihn alle in der Liste der Wettbewerbe und über der Rangliste.',
    start: 'Ab diesem Moment sind die Aufgaben sichtbar und Einsendungen möglich. Leer: noch kein Start festgelegt.',
    duration: 'Stunden:Minuten oder Stunden:Minuten:Sekunden, ohne Pausen.',
    freeze: 'Wettbewerbszeit, ab der die öffentliche Rangliste keine neuen Urteile zeigt, etwa 4:00 von 5:00. Leer: nie.',
    pauses: 'Spannen seit dem Start nach der Wanduhr, in denen die Uhr des Wettbewerbs steht: von, bis.',
    'option.penalty_minutes': 'Für jeden abgelehnten Versuch bei einer Aufgabe, die am Ende gelöst ist.',
    'option.compile_penalty': 'Sonst kostet ein Programm, das sich nicht übersetzen lässt, nichts.',
    'option.seconds': 'Für Wettbewerbe bis zu einer Stunde, wo Minuten gleich wären.',
    'option.tie_break_by_time': 'Das Team, das früher zuletzt Punkte gewann. Sonst teilen gleiche Summen einen Rang.',
    'option.wrong': 'Für jeden falschen Versuch vor dem richtigen.',
    'option.least': 'Was eine richtige Einsendung mindestens gibt, von 0 bis 1, wie spät sie auch kommt.',
    medalsBy: 'Verborgene, inoffizielle und disqualifizierte Teams gewinnen keine.',
    groupWinners: 'Gruppen sind etwa Studierende oder Schulen; auf der Seite der Teams werden Teams eingeteilt.',
    allTests: 'Auch die hinter dem ersten, der scheitert. Das Bewerten dauert länger; Regeln mit Punkten je Test brauchen es.',
  },
  choices: {
    rule: {
      icpc: { label: 'ICPC', means: 'Gelöste Aufgaben zählen, dann die Zeit mit einer Strafe für jeden abgelehnten Versuch.' },
      ioi: { label: 'IOI', means: 'Aufgaben geben Punkte nach Teilaufgaben; die Summe zählt.' },
      codeforces: { label: 'Codeforces', means: 'Die Punkte einer Aufgabe fallen mit der Zeit; falsche Versuche und Hacks zählen.' },
      atcoder: { label: 'AtCoder', means: 'Punkte gelöster Aufgaben, dann die Zeit des letzten Gewinns mit Strafen.' },
    },
    'option.penalty_rounding': {
      cell: { label: 'je Aufgabe', means: 'Die Zeit jeder gelösten Aufgabe wird auf die Minute abgerundet.' },
      total: { label: 'die Summe', means: 'Sekunden werden summiert, die Summe wird abgerundet.' },
    },
    'option.cell': {
      best: { label: 'die beste', means: 'Die Einsendung mit den meisten Punkten.' },
      last: { label: 'die letzte', means: 'Die zuletzt bewertete.' },
      sum_of_subtask_maxima: { label: 'das Beste jeder Teilaufgabe', means: 'Das beste Ergebnis jeder Teilaufgabe, summiert.' },
    },
    'option.resubmit': {
      first: { label: 'die erste', means: 'Spätere ändern nichts.' },
      last: { label: 'die letzte', means: 'Die davor sind falsche Versuche.' },
    },
    medalsBy: {
      none: { label: 'Keine Medaillen', means: '' },
      rank: { label: 'Nach Rang', means: 'So viele Ränge gewinnen Gold, die nächsten Silber, dann Bronze.' },
      share: { label: 'Nach Anteil', means: 'Prozent der Teams mit Rang, aufgerundet.' },
    },
    honorsBy: {
      none: { label: 'Keine Auszeichnungen', means: '' },
      own: { label: 'Nach Gelöstem', means: 'Ein Team erhält die beste Auszeichnung, deren Zahl an Aufgaben (oder Punkten) es erreicht. Leere gibt es nicht.' },
      finals: { label: 'Wie beim ICPC-Weltfinale', means: 'Höchste für so viele Aufgaben wie beim letzten Medaillenrang, hohe für eine weniger, einfache für so viele wie beim mittleren Team, sonst eine Erwähnung.' },
    },
    feedback: {
      verdict: { label: 'Das Urteil', means: 'Teams sehen das Urteil einer Einsendung und die Tests, die Beispiele sind.' },
      tests: { label: 'Jeder Test', means: 'Teams sehen auch Urteil, Zeit und Speicher jedes verborgenen Tests, und den Fortschritt beim Bewerten.' },
    },
    rated: {
      '': { label: 'Nicht gewertet', means: 'Die Verwaltung kann ihn später noch werten.' },
      codeforces: { label: 'Codeforces', means: 'Wertungszahlen ändern sich Sekunden, nachdem das Ergebnis endgültig und aufgetaut ist.' },
      'elo-mmr': { label: 'Elo-MMR', means: 'Ebenso, mit dem System, das auch sagt, wie sicher eine Zahl ist.' },
    },
    visibility: {
      public: { label: 'Öffentlich', means: 'Alle sehen den Wettbewerb, und die Aufgaben ab dem Start.' },
      private: { label: 'Privat', means: 'Nur seine Teams, wer teilnehmen will, seine Jury und seine Gäste sehen, dass es ihn gibt.' },
    },
  },
  faults: {
    duration: 'Schreib Stunden:Minuten oder Stunden:Minuten:Sekunden.',
    moment: 'Das ist kein Datum mit Uhrzeit.',
    freeze: 'Das Einfrieren muss vor dem Ende beginnen.',
    pauses: 'Jede Pause braucht eine Zeit, ab der, und eine spätere, bis zu der sie geht (Stunden:Minuten), der Reihe nach.',
    number: 'Das ist keine Zahl.',
    shares: 'Zusammen sind höchstens 100 % möglich.',
  },
  fixedRule: 'Die Regel wurde beim Anlegen gewählt und bleibt: was gewertet ist, beruht darauf.',
  zone: 'Zeitzone des Starts',
  inZone: (text) => `Auf deiner Uhr: ${text}`,
  metals: { gold: 'Gold', silver: 'Silber', bronze: 'Bronze' },
  honors: {
    'highest-honors': 'Höchste Auszeichnung ab',
    'high-honors': 'Hohe Auszeichnung ab',
    honors: 'Auszeichnung ab',
    'honorable-mention': 'Lobende Erwähnung ab',
  },
  honorLeast: 'Aufgaben oder Punkte',
  save: 'Einstellungen speichern',
  saved: 'Die Einstellungen sind gespeichert.',
  nothing: 'Es wurde nichts geändert.',
  discard: 'Änderungen verwerfen',
  taken: (fields) => `Jemand anderes hat geändert, und es steht unten: ${fields}.`,
  both: (field, theirs) => `${field}: jemand anderes hat inzwischen „${theirs}“ gesetzt. Was du geschrieben hast, bleibt.`,
  takeTheirs: 'Das andere übernehmen',
  keepMine: 'Meines behalten',
  none: 'nichts',
  yes: 'ja',
  no: 'nein',
  addPause: 'Pause hinzufügen',
  removePause: 'Pause entfernen',
  from: 'von',
  to: 'bis',
  unsaved: 'Es gibt ungespeicherte Änderungen.',
  newContest: 'Neuer Wettbewerb',
  cloneOf: (name) => `Neuer Wettbewerb wie ${name}`,
  cloneHint: 'Einstellungen und Aufgaben werden kopiert; Pausen, Teams und Eingesandtes nicht.',
  id: 'Kennung',
  idHint: 'Teil seiner Adresse: Buchstaben, Ziffern, - und _. Sie bleibt für immer.',
  capacity: 'Höchstens Teams',
  capacityHint: 'Leer: beliebig viele.',
  create: 'Wettbewerb anlegen',
  created: 'Der Wettbewerb ist angelegt. Wähle nun seine Aufgaben und geh die Checkliste durch.',
  onlyAdmins: 'Nur die Verwaltung legt Wettbewerbe an.',
  cloneFrom: 'Ausgehen von',
  cloneNothing: 'einem leeren Wettbewerb',
  cloneStart: 'Ein kopierter Wettbewerb braucht einen Start. Du kannst ihn später verschieben.',
}

export const words = inLanguages<SettingsWords>({ en, de })
