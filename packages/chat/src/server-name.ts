/** The name in all ids is fixed: with another one every room and everybody would be somebody else. */
export class ServerNameFixed extends Error {
  constructor(fixed: string, wanted: string) {
    super(`chat was set up as ${fixed} and its people and rooms bear that name; SAAL_CHAT_SERVER_NAME is ${wanted}`);
    this.name = 'ServerNameFixed';
  }
}
