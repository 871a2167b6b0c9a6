export const IntegrityPage = () => null;
