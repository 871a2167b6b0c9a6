export const FinancesPage = () => null;
