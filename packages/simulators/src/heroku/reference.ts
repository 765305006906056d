export interface Reference {
  id: string;
  name: string;
}
