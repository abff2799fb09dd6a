using System.Net;

namespace AdminConsole.Domain.Model;

/// <summary>
/// Who acts: an account and one of its sessions, and where from. Nothing of his rights is remembered here;
/// every operation joins the session and the grants as they are in the database at that moment (rule 13 of recovery).
/// </summary>
public readonly record struct Actor(Guid AccountId, Guid SessionId, IPAddress? Network = null);
