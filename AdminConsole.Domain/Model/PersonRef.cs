namespace AdminConsole.Domain.Model;

/// <summary>Somebody who is named and no more.</summary>
public sealed record PersonRef(string FamilyName, string GivenName);
