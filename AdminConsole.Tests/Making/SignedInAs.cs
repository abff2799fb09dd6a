using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminConsole.Making;

/// <summary>Somebody signed in, for a component that acts in his name.</summary>
public sealed class SignedInAs : AuthenticationStateProvider
{
    public Actor Actor { get; set; }

    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        Task.FromResult(new AuthenticationState(SessionUser.ForCookie(Actor.AccountId, Actor.SessionId)));
}
