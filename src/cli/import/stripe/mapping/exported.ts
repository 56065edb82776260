/** An object as exports of any version of the API contain it: fields that newer versions added may be missing. */
export type Exported<T, Missing extends keyof T> = Omit<T, Missing> & { [Field in Missing]?: T[Field] | null };
