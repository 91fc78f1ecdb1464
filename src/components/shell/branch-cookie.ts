/** Name of the cookie that keeps the chosen branch; the server checks that it is one of the tenant's. */
export const branchCookie = "branch";
