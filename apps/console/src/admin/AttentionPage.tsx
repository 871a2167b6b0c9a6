export const AttentionPage = () => null;
