export interface Avatar {
  avatarType: string;
  avatarUuid: string | null;
  avatarUrl?: string | null;
}

export interface TeamReference {
  id: string;
  name: string;
  slug: string;
}
