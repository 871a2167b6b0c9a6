export const ProcessedPage = () => null;
