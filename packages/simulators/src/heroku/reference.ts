/** How Heroku names one thing in another. */
export interface Reference {
  id: string;
  name: string;
}
