export const WithdrawalPage = () => null;
