/** Some of the fields. One that is undefined stays as it is. */
export type Changes<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined }
