using AdminConsole.Domain.Model;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminConsole.Security;

/// <summary>Who acts, for components: of the request or of the circuit, network included.</summary>
public sealed class CurrentActor(AuthenticationStateProvider user)
{
    /// <summary>Nobody's actor when the session is over: every operation answers it as signed out.</summary>
    public async Task<Actor> GetAsync() => (await user.GetAuthenticationStateAsync()).User.Actor() ?? default;
}
