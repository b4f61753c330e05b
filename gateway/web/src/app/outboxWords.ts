import { inLanguages } from '../parts/language.ts'

export const outboxWords = inLanguages({
  en: {
    title: 'Submissions on their way',
    waiting: (count: number) => (count === 1 ? 'A submission waits to be sent:' : `${count} submissions wait to be sent:`),
    kept: (count: number) =>
      `${count === 1 ? 'It is' : 'They are'} kept in this browser, also when you close the page, and sent as soon as possible.`,
    offline: 'The platform cannot be reached.',
    signIn: 'Sign in to send it.',
    now: 'Send now',
    refused: (title: string, at: string) => `${title}, ${at}: not accepted.`,
    source: (title: string) => `source of ${title}`,
    again: 'Send again',
    dismiss: 'Dismiss',
    sent: (title: string) => `Submitted: ${title}`,
    show: 'Show',
  },
  de: {
    title: 'Einsendungen unterwegs',
    waiting: (count: number) => (count === 1 ? 'Eine Einsendung wartet:' : `${count} Einsendungen warten:`),
    kept: (count: number) =>
      `Sie ${count === 1 ? 'ist' : 'sind'} in diesem Browser sicher, auch wenn du die Seite schließt, und ${count === 1 ? 'geht' : 'gehen'} so bald wie möglich hinaus.`,
    offline: 'Die Plattform ist nicht erreichbar.',
    signIn: 'Melde dich an, um sie zu senden.',
    now: 'Jetzt senden',
    refused: (title: string, at: string) => `${title}, ${at}: nicht angenommen.`,
    source: (title: string) => `Quelltext von ${title}`,
    again: 'Noch einmal senden',
    dismiss: 'Verwerfen',
    sent: (title: string) => `Eingesandt: ${title}`,
    show: 'Zeigen',
  },
})
