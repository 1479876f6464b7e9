export const reactions = ['thumbs-up', 'clap', 'heart', 'laugh', 'surprise', 'slower'] as const;
export type Reaction = (typeof reactions)[number];

export function isReaction(text: string | undefined): text is Reaction {
  return reactions.some((one) => one === text);
}
