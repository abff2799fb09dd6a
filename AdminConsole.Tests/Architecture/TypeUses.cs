using Mono.Cecil;

namespace AdminConsole.Architecture;

/// <summary>Which type uses which, read from compiled code: what a using directive hides or a qualified name avoids is seen all the same.</summary>
internal static class TypeUses
{
    /// <summary>Every pair (user, used) of full names in the assembly; nested types count as their outermost one.</summary>
    public static IReadOnlySet<(string User, string Used)> Of(string assemblyFile)
    {
        using var module = ModuleDefinition.ReadModule(assemblyFile);
        var uses = new HashSet<(string, string)>();
        foreach (var type in module.GetTypes())
        {
            var user = Outermost(type).FullName;
            foreach (var used in UsedBy(type).SelectMany(Parts))
                uses.Add((user, Outermost(used).FullName));
        }
        return uses;
    }

    private static IEnumerable<TypeReference?> UsedBy(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. type.CustomAttributes.Select(a => a.AttributeType),
        .. type.Fields.Select(f => f.FieldType),
        .. type.Properties.SelectMany(p => p.CustomAttributes).Select(a => a.AttributeType),
        .. type.Methods.SelectMany(UsedBy),
    ];

    private static IEnumerable<TypeReference?> UsedBy(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (var parameter in method.Parameters) yield return parameter.ParameterType;
        if (!method.HasBody) yield break;
        foreach (var variable in method.Body.Variables) yield return variable.VariableType;
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is TypeReference type) yield return type;
            if (instruction.Operand is not MemberReference member) continue;
            yield return member.DeclaringType;
            if (member is FieldReference field) yield return field.FieldType;
            if (member is not MethodReference called) continue;
            yield return called.ReturnType;
            foreach (var parameter in called.Parameters) yield return parameter.ParameterType;
            if (called is GenericInstanceMethod generic)
                foreach (var argument in generic.GenericArguments) yield return argument;
        }
    }

    /// <summary>A generic or array type is also its parts.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
