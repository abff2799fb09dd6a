namespace AdminConsole.Security.OpenIdConnect;

/// <summary>Named as in Microsoft.AspNetCore.Authentication.OpenIdConnect, and for the same things.</summary>
public static class OpenIdConnectDefaults
{
    public const string AuthenticationScheme = "OpenIdConnect";
}
