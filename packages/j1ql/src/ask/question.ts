/** One query of a question, in JupiterOne's questions format. */
export interface QuestionQuery {
  name?: string;
  /** What it means that there are rows: GOOD, BAD, INFORMATIVE or UNKNOWN. */
  resultsAre?: string;
  query: string;
}

export interface Question {
  id: string;
  title: string;
  description?: string;
  tags: string[];
  queries: QuestionQuery[];
  /** The integration whose package holds it. */
  integration?: string;
}
