export const RatesPage = () => null;
