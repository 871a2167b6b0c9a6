export const Area = () => null;
