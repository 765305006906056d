export interface QuestionQuery {
  name?: string;
  /** GOOD, BAD, INFORMATIVE or UNKNOWN. */
  resultsAre?: string;
  query: string;
}

export interface Question {
  id: string;
  title: string;
  description?: string;
  tags: string[];
  queries: QuestionQuery[];
  integration?: string;
}
