// The REST API, generated from the server's types: python -m core_api.generate

export interface Account {
  id: string
  email: string
  name: string
  roles: string[]
}

/**
 * How an output is compared with the answer.
 *
 * `tokens`: white space does not matter; `exact`: every byte does; `float`: numbers within `tolerance`, absolute or
 * relative; `custom`: `source`, a Python program that gets the output on standard input and the paths of input, answer and a
 * folder for feedback as arguments, and ends with exit code 42 to accept and 43 to reject.
 */
export interface Checker {
  kind?: 'custom' | 'exact' | 'float' | 'tokens'
  tolerance?: number
  source?: string
}

/** A request to judge that was given up. */
export interface DeadLetter {
  id: string
  queue: string
  /** Any JSON value. */
  task: unknown
  retries: number
  traceback: string
}

export interface DeadLetters {
  letters: DeadLetter[]
}

/** An error as RFC 9457 writes it, `application/problem+json`. */
export interface ErrorDocument {
  type: string
  title: string
  status: number
  /** Stable, for programs. */
  code: string
  /** For people. */
  detail: string
  /** The part of the request that is wrong. */
  field: string
}

/** A public RSA key: RFC 7517. */
export interface JsonWebKey {
  kty: string
  use: string
  alg: string
  kid: string
  n: string
  e: string
  key_ops: string[]
}

export interface JsonWebKeys {
  keys: JsonWebKey[]
}

export interface Judging {
  /** What each judge reports of itself. */
  workers: unknown[]
  /** Requests that wait, by queue. */
  queues: Record<string, number>
  dead: number
}

export interface Login {
  email: string
  password: string
}

export interface NewProblem {
  id: string
  title: string
  statement: string
  /** Seconds of CPU. */
  time_limit?: number
  /** MiB. */
  memory_limit?: number
  /** MiB. */
  output_limit?: number
  difficulty?: 'easy' | 'hard' | 'medium'
  tags?: string[]
  checker?: Checker
  tests: TestCase[]
}

export interface Problem {
  id: string
  title: string
  statement: string
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
  output_limit: number
  version: number
  tests: number
  samples: Sample[]
}

export interface ProblemPage {
  problems: ProblemSummary[]
  /** Cursor of the next page. */
  next: string | null
}

export interface ProblemQuery {
  /** Cursor: `next` of the page before. */
  after?: string
  limit?: number
  difficulty?: 'easy' | 'hard' | 'medium' | null
}

export interface ProblemSummary {
  id: string
  title: string
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
}

export interface Register {
  email: string
  password: string
  name: string
}

export interface Requeued {
  /** How many were sent again. */
  requeued: number
}

export interface Sample {
  input: string
  answer: string
}

export interface TestCase {
  input: string
  answer: string
  sample?: boolean
}

export interface Tokens {
  access_token: string
  token_type: string
  /** Seconds. */
  expires_in: number
  user: Account
}

/** Query, body and answer of every endpoint under /api/v1. */
export interface Api {
  'POST /auth/register': { body: Register; answer: Account }
  'POST /auth/login': { body: Login; answer: Tokens }
  'POST /auth/logout': Record<never, never>
  'GET /auth/jwks': { answer: JsonWebKeys }
  'GET /users/profile': { answer: Account }
  'GET /problems': { query: ProblemQuery; answer: ProblemPage }
  'POST /problems': { body: NewProblem; answer: Problem }
  'GET /problems/{problem}': { answer: Problem }
  'PUT /problems/{problem}/package': { answer: Problem }
  'GET /judging': { answer: Judging }
  'GET /judging/dead': { answer: DeadLetters }
  'POST /judging/dead/{letter}/requeue': { answer: Requeued }
  'GET /openapi.json': { answer: Record<string, unknown> }
}
