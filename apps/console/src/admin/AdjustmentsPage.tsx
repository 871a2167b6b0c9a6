export const AdjustmentsPage = () => null;
