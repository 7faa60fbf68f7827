// Made by `npm run types` from the house's OpenAPI document. Not to be edited.

export interface paths {
    "/_fangyuan/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows of the audit log, newest first / 审计日志，最新的在前
         * @description Who may: administrators and auditors.
         */
        get: operations["audit.list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log as JSON lines, oldest first / 以 JSON 行导出审计日志
         * @description Who may: administrators and auditors.
         */
        get: operations["audit.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks the chain of the audit log / 核对审计链
         * @description Who may: administrators and auditors.
         */
        get: operations["audit.verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/census": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The register of groups with owners, reviews and activity / 群清册
         * @description Who may: HR, administrators, auditors: all groups; everybody: the groups that he owns or is a deputy of.
         */
        get: operations["census.list_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/census/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a file / 导出群清册
         * @description Who may: HR, administrators, auditors: all groups; everybody: the groups that he owns or is a deputy of.
         */
        get: operations["census.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/charters/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a charter without founding anything / 检查群规，不建群
         * @description Who may: everybody.
         */
        post: operations["charters.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/charters/audience": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who would be in by this audience, and why / 预览成员范围
         * @description Who may: everybody.
         */
        post: operations["charters.preview_audience"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/charter/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a version of the charter changed / 群规两版对比
         * @description Who may: members of the group and who is invited, HR, auditors, administrators.
         */
        get: operations["charters.differ"];
        put?: never;
        /**
         * What a change of the charter would mean / 预览群规改动
         * @description Who may: members of the group and who is invited, HR, auditors, administrators.
         */
        post: operations["charters.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/charter/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the clauses did, or would have done / 各条款拦截或试行的次数
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        get: operations["charters.figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/time-zone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The company's time zone / 公司时区
         * @description Who may: everybody.
         */
        get: operations["charters.get_time_zone"];
        /**
         * Set the company's time zone / 设置公司时区
         * @description Who may: HR, administrators.
         */
        put: operations["charters.put_time_zone"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People by name and department / 按姓名和部门查人
         * @description Who may: Every signed-in person / 每位已登录的同事.
         */
        get: operations["directory.list_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/people/{personId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person / 一个人
         * @description Who may: Every signed-in person / 每位已登录的同事.
         */
        get: operations["directory.get_person"];
        /**
         * Changes one person; his groups follow / 调动或修改一个人,群组随之调整
         * @description Who may: Administrators and HR / 管理员和人事; roles: administrators only.
         */
        put: operations["directory.put_person"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tree of departments / 部门树
         * @description Who may: Every signed-in person / 每位已登录的同事.
         */
        get: operations["directory.get_departments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/ranks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ranks, the top first / 职级,从高到低
         * @description Who may: Every signed-in person / 每位已登录的同事.
         */
        get: operations["directory.list_ranks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/strikes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Strikes, newest first / 违规记录，最新的在前
         * @description Who may: everybody: his own; with `room`: the group's owner and deputies, HR, administrators.
         */
        get: operations["fairness.list_strikes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/strikes/{strikeId}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Appeal against a strike, once / 对一次处理提出申诉
         * @description Who may: whom the strike is about.
         */
        post: operations["fairness.appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Appeals to decide, and one's own / 待裁定的申诉和自己的申诉
         * @description Who may: everybody: his own, and those that are his to decide.
         */
        get: operations["fairness.list_appeals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/appeals/{appealId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide an appeal; a reversal deletes the strike and ends what it caused / 裁定申诉
         * @description Who may: HR, else the owner's superior, else administrators; never who appeals, the owner, deputies or who did it.
         */
        post: operations["fairness.decide_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/restraints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is muted or slowed down now / 正在生效的发言限制
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        get: operations["fairness.list_restraints"];
        put?: never;
        /**
         * Mute or slow down a member, or mute the group, for some minutes / 禁言、慢速、全员禁言
         * @description Who may: the group's owner and deputies, HR, administrators; about a deputy the owner, HR, administrators; about the owner HR, administrators.
         */
        post: operations["fairness.restrain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/restraints/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let somebody write again, or with `everybody` the group / 解除发言限制
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        delete: operations["fairness.lift"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/fairness/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Strikes, appeals and how many were reversed, by group / 违规、申诉与撤销率
         * @description Who may: everybody: the company and his own groups; HR, auditors, administrators: all groups.
         */
        get: operations["fairness.figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/fairness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long approvers have, how much may wait / 送审设置
         * @description Who may: everybody.
         */
        get: operations["fairness.get_policy"];
        /**
         * Change how long approvers have, how much may wait / 修改送审设置
         * @description Who may: HR, administrators.
         */
        put: operations["fairness.put_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The register of groups, by pages / 群清册
         * @description Who may: everybody: one's own groups; HR, auditors, administrators: all.
         */
        get: operations["groups.list_groups"];
        put?: never;
        /**
         * Found a group with its charter / 建群并立群规
         * @description Who may: who the creation policy lets found this kind; 202 where somebody must agree first, 409 where there is one like it already.
         */
        post: operations["groups.found"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One group / 查看一个群
         * @description Who may: members of the group and who is invited, HR, auditors, administrators.
         */
        get: operations["groups.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/charter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * The next version of the charter / 修订群规
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        put: operations["groups.amend"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/charter/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every version of the charter / 群规历史
         * @description Who may: members of the group and who is invited, HR, auditors, administrators.
         */
        get: operations["groups.history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/charter/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept the charter as it stands / 接受群规
         * @description Who may: members of the group.
         */
        post: operations["groups.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/members/{personId}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why somebody is in the group or not / 为什么在群里
         * @description Who may: members of the group and who is invited, HR, auditors, administrators; everybody about himself.
         */
        get: operations["groups.why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exceptions to the audience / 成员例外
         * @description Who may: members of the group and who is invited, HR, auditors, administrators.
         */
        get: operations["groups.list_exceptions"];
        put?: never;
        /**
         * File an exception with its reason / 登记例外
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        post: operations["groups.add_exception"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/exceptions/{exceptionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End an exception / 撤销例外
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        delete: operations["groups.revoke_exception"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move chit-chat with its replies to the social group / 把闲聊连同回复移到闲聊群
         * @description Who may: the group's owner and deputies.
         */
        post: operations["groups.move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/guests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People from outside / 外部人员
         * @description Who may: HR, auditors, administrators; others see those for whom they answer.
         */
        get: operations["guests.list_guests"];
        put?: never;
        /**
         * Bring somebody from outside in / 登记外部人员
         * @description Who may: HR, administrators; owners for their own groups if the policy lets them.
         */
        post: operations["guests.post_guest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/guests/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Prolong a stay, or name another sponsor / 延期或更换接待人
         * @description Who may: who answers for him, HR, administrators.
         */
        put: operations["guests.put_guest"];
        post?: never;
        /**
         * End a stay now / 提前结束
         * @description Who may: who answers for him, HR, administrators.
         */
        delete: operations["guests.delete_guest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Held messages: one's own, and those to decide about / 送审、定时与待改发的消息
         * @description Who may: everybody: his own, and those about which he was asked; owners, deputies, HR, administrators: the group's.
         */
        get: operations["held.list_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/held/{heldId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a held message, which sends it, or refuse it / 审核送审消息
         * @description Who may: who was asked; the owner, deputies, HR, administrators; never the author.
         */
        post: operations["held.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/held/{heldId}/divert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have one's message sent to the group where it belongs / 改发到合适的群
         * @description Who may: its author.
         */
        post: operations["held.divert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/held/{heldId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw a message that waits / 撤回等待中的消息
         * @description Who may: its author.
         */
        delete: operations["held.withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/directory/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What importing a CSV or XLSX file would do; changes nothing / 导入前的方案,不做改动
         * @description Who may: Administrators and HR / 管理员和人事.
         */
        post: operations["imports.plan_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/directory/imports/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Imports the same file as it was planned, all or nothing / 按方案导入,要么全做要么不做
         * @description Who may: Administrators and HR / 管理员和人事.
         */
        post: operations["imports.apply_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long groups keep messages and files / 消息和文件的保留期限
         * @description Who may: everybody.
         */
        get: operations["keeping.get_rule"];
        /**
         * Change how long groups keep messages and files / 修改保留期限
         * @description Who may: HR, administrators.
         */
        put: operations["keeping.put_rule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long this group keeps messages and files / 本群的保留期限
         * @description Who may: members, who governs or audits the group.
         */
        get: operations["keeping.get_retention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each label allows / 各密级的规定
         * @description Who may: everybody.
         */
        get: operations["keeping.list_labels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Legal holds of all times / 全部依法保全
         * @description Who may: Auditors, administrators / 审计员、管理员.
         */
        get: operations["keeping.list_holds"];
        put?: never;
        /**
         * Place a legal hold / 设立依法保全
         * @description Who may: Auditors, administrators / 审计员、管理员.
         */
        post: operations["keeping.place_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/holds/{holdId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A legal hold / 一项依法保全
         * @description Who may: Auditors, administrators / 审计员、管理员.
         */
        get: operations["keeping.get_hold"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/holds/{holdId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign the release of a hold; the second person's signature ends it / 签署解除保全，两人签署后生效
         * @description Who may: Auditors, administrators / 审计员、管理员.
         */
        post: operations["keeping.release_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/holds/{holdId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Originals that are gone elsewhere; the look is filed / 查看保全的原件，查看行为入审计
         * @description Who may: administrators.
         */
        post: operations["keeping.read_held"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports of the group / 本群的导出记录
         * @description Who may: As the label says: owner, deputies, HR, administrators / 按密级：群主、副群主、人事、管理员.
         */
        get: operations["keeping.list_exports"];
        put?: never;
        /**
         * Export the whole group; its members are told / 导出整个群，并告知成员
         * @description Who may: As the label says: owner, deputies, HR, administrators / 按密级：群主、副群主、人事、管理员.
         */
        post: operations["keeping.ask_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/exports/{exportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an export is / 导出进度
         * @description Who may: As the label says: owner, deputies, HR, administrators / 按密级：群主、副群主、人事、管理员.
         */
        get: operations["keeping.get_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/exports/{exportId}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The finished export, for a week / 下载导出文件，保留一周
         * @description Who may: As the label says: owner, deputies, HR, administrators / 按密级：群主、副群主、人事、管理员.
         */
        get: operations["keeping.download_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/removals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who removed whose messages, and why / 消息移除记录
         * @description Who may: members, who governs or audits the group.
         */
        get: operations["keeping.list_removals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pinned notices and their history / 群公告及其历史
         * @description Who may: members.
         */
        get: operations["keeping.list_notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whether a group is still needed / 复审：是否还需要
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        post: operations["lifecycle.review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a group over to another owner / 移交群主
         * @description Who may: the group's owner, HR, administrators.
         */
        post: operations["lifecycle.hand_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a group: it is only read and searched from now on / 归档
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        post: operations["lifecycle.archive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a group out of the archive / 恢复
         * @description Who may: the group's owner and deputies, HR, administrators.
         */
        post: operations["lifecycle.restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a group for good: everybody is out / 关闭
         * @description Who may: the group's owner, HR, administrators.
         */
        post: operations["lifecycle.close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/looks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who looked into the group without being in it / 谁从群外查看过本群
         * @description Who may: members of the group.
         */
        get: operations["looks.list_looks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/looks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * After how many days members see who looked / 多少天后群成员能看到谁查看过
         * @description Who may: everybody.
         */
        get: operations["looks.get_policy"];
        /**
         * Set after how many days members see who looked / 设置多少天后群成员能看到谁查看过
         * @description Who may: HR, administrators.
         */
        put: operations["looks.put_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who I am and what I may do / 我是谁、我能做什么
         * @description Who may: everybody.
         */
        get: operations["me.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/mention-cost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What calling everybody would cost / @所有人 要打断多少人
         * @description Who may: members of the group and who is invited, HR, auditors, administrators.
         */
        get: operations["mentions.get_cost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose to end this group in another one / 提议把本群并入另一个群
         * @description Who may: the owners of the two groups, HR, administrators.
         */
        post: operations["merges.propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/{roomId}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Proposed and past merges of this group, newest first / 本群的合并提议与记录
         * @description Who may: owner and deputies of the group, HR, auditors, administrators.
         */
        get: operations["merges.list_merges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/merges/{mergeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One merge: who gains, who loses, who stays, who has signed / 查看一份合并提议
         * @description Who may: owners and deputies of the two groups, HR, auditors, administrators.
         */
        get: operations["merges.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/merges/{mergeId}/signature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a merge or decline it / 签字同意或不同意合并
         * @description Who may: the two owners; HR and administrators in the place of one of them.
         */
        post: operations["merges.sign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kinds of group / 群类型
         * @description Who may: everybody.
         */
        get: operations["policies.list_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/creation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may found which kind / 建群权限
         * @description Who may: everybody.
         */
        get: operations["policies.get_policy"];
        /**
         * Change who may found which kind / 修改建群权限
         * @description Who may: HR, administrators.
         */
        put: operations["policies.put_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/own-domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The company's own sites / 公司自己的网站
         * @description Who may: everybody.
         */
        get: operations["policies.get_own_domains"];
        /**
         * Name the company's own sites / 登记公司自己的网站
         * @description Who may: HR, administrators.
         */
        put: operations["policies.put_own_domains"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Should this group exist? Nothing is founded yet / 这个群该不该建
         * @description Who may: who the creation policy lets found or propose this kind.
         */
        post: operations["proposals.assess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups that wait for consent, newest first / 建群申请，最新的在前
         * @description Who may: everybody: one's own and those one was asked about; HR, auditors, administrators: all.
         */
        get: operations["proposals.list_proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/proposals/{proposalId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One proposal / 一份建群申请
         * @description Who may: the founder, who was asked, HR, auditors, administrators.
         */
        get: operations["proposals.get_proposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/proposals/{proposalId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or refuse; approved, the group is founded / 同意或不同意建群
         * @description Who may: who was asked of the line above, or HR where HR agrees; administrators; never the founder.
         */
        post: operations["proposals.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/groups/cascade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Found the group of one's direct reports, who found theirs / 按汇报关系逐级建群
         * @description Who may: leaders whom the creation policy lets found this kind.
         */
        post: operations["proposals.start_cascade"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/cascades/{cascadeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a cascade is / 逐级建群的进展
         * @description Who may: the founder, who was asked, HR, auditors, administrators.
         */
        get: operations["proposals.get_cascade"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/cascades/{cascadeId}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Found one's own group in a cascade, or decline / 建下一级的群，或不建
         * @description Who may: who was asked.
         */
        post: operations["proposals.answer_cascade"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/policies/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may find, see, mention and write to whom / 可见与联系规则
         * @description Who may: HR, auditors, administrators.
         */
        get: operations["reach.get_policy"];
        /**
         * Change these rules / 修改可见与联系规则
         * @description Who may: Administrators and HR / 管理员和人事.
         */
        put: operations["reach.put_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/reach/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why one person may reach another or not / 为什么能或不能联系某人
         * @description Who may: Everybody about himself; HR, auditors and administrators about anybody.
         */
        get: operations["reach.explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/reach/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who asks to write to you up the line / 等您答复的越级联系申请
         * @description Who may: Every signed-in person / 每位已登录的同事.
         */
        get: operations["reach.list_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/reach/requests/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to a request or decline it / 同意或谢绝申请
         * @description Who may: Who was asked.
         */
        post: operations["reach.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/offices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Offices that everybody may always write to / 受保护的部门
         * @description Who may: Every signed-in person / 每位已登录的同事.
         */
        get: operations["reach.get_offices"];
        /**
         * Name the offices and their people / 设置受保护的部门
         * @description Who may: Administrators and HR / 管理员和人事.
         */
        put: operations["reach.put_offices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people have reported, newest first / 举报列表，最新的在前
         * @description Who may: HR, administrators; nobody reports about himself.
         */
        get: operations["reports.list_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/reports/{reportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One report with what it is about / 一条举报及其上下文
         * @description Who may: HR, administrators; nobody reports about himself.
         */
        get: operations["reports.get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/reports/{reportId}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deal with a report; its reporter is told / 处理举报，并告知举报人
         * @description Who may: HR, administrators; nobody reports about himself.
         */
        post: operations["reports.resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I have to do now / 今日待办
         * @description Who may: everybody.
         */
        get: operations["today.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/word-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The company's word lists / 公司词表
         * @description Who may: everybody.
         */
        get: operations["word_lists.list_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/word-lists/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A word list with its words / 词表内容
         * @description Who may: HR, administrators.
         */
        get: operations["word_lists.get_one"];
        /**
         * Make a word list, or replace its words / 新建词表或替换全部词
         * @description Who may: HR, administrators.
         */
        put: operations["word_lists.put_one"];
        post?: never;
        /**
         * Delete a word list that no charter uses / 删除没有群规在用的词表
         * @description Who may: HR, administrators.
         */
        delete: operations["word_lists.delete_one"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/word-lists/{name}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a word list by a file: TXT, one word a line, or CSV / 用 TXT 或 CSV 文件替换词表
         * @description Who may: HR, administrators.
         */
        post: operations["word_lists.import_one"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_fangyuan/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document / 本文档
         * @description Who may: Anybody.
         */
        get: operations["openapi.openapi_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Error
         * @description What every refusal looks like: a stable code, and words in the reader's language.
         */
        Error: {
            errcode: string;
            error: string;
        };
        /**
         * Page
         * @description A page of the log. `next` goes into `from` for the page after it; absent when this was the last.
         */
        Page: {
            entries: components["schemas"]["fangyuan.http.governance.audit.Entry"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Entry
         * @description One row; `ts` is milliseconds UTC, `act_text` says the act in the reader's language.
         *
         *         `details` may hold `before`, `after` and `reason`. The hash is SHA-256 over `previous_hash`, `seq`, `ts`,
         *         `actor`, `act`, `subject` and `details` as they stand here, each as its length, a colon and its bytes.
         */
        "fangyuan.http.governance.audit.Entry": {
            seq: number;
            ts: number;
            actor: string;
            act: string;
            act_text: string;
            subject: string;
            details: unknown;
            previous_hash: string;
            hash: string;
        };
        /**
         * Checked
         * @description What the check found; `text` says it in words.
         */
        "fangyuan.http.governance.audit.Checked": {
            ok: boolean;
            rows: number;
            first_bad_seq: number | null;
            /** @enum {unknown} */
            why: "" | "changed" | "expected" | "link" | "missing" | "unexpected";
            head_seq: number;
            head_hash: string;
            text: string;
        };
        /**
         * CensusPage
         * @description Groups in the order that was asked for. `next` goes into `from` for the page after; absent on the last.
         */
        CensusPage: {
            groups: components["schemas"]["fangyuan.census.model.Entry"][];
            total: number;
            /** @default null */
            next: string | null;
        };
        /**
         * Entry
         * @description One group in the register. Times are ms UTC; a draft has no purpose yet. `members` doesn't count the house.
         */
        "fangyuan.census.model.Entry": {
            room_id: string;
            name: string;
            kind: string;
            purpose: string;
            owner: string;
            owner_name: string;
            deputies: string[];
            department_id: string;
            department: string;
            members: number;
            size_budget: number | null;
            label: string;
            status: string;
            founded_ts: number;
            founded_by: string;
            last_review_ts: number | null;
            last_reviewed_by: string | null;
            review_date: string | null;
            archive_ts: number | null;
            messages: number;
            posters: number;
            last_message_ts: number | null;
            flags: ("asked" | "draft" | "idle" | "over_budget" | "overdue" | "ownerless")[];
            /** @default  */
            override: string;
        };
        /**
         * GroupWish
         * @description A group to found, or what is to change in a charter. `clauses` left out are the kind's own.
         *
         *         `override`, in founding only: `{"reason": …}` why there should be a second group like one that there is.
         */
        GroupWish: {
            /** @default null */
            kind: string | null;
            /** @default null */
            name: string | null;
            /** @default null */
            purpose: string | null;
            /** @default null */
            owner: string | null;
            /** @default null */
            deputies: string[] | null;
            /** @default null */
            approvers: string[] | null;
            /** @default null */
            audience: Record<string, never> | null;
            /** @default null */
            clauses: Record<string, never>[] | null;
            /** @default null */
            label: string | null;
            /** @default null */
            review_date: string | null;
            /** @default null */
            override: Record<string, never> | null;
            /** @default null */
            social: string | null;
        };
        /**
         * Checked
         * @description The charter that a wish makes, as people read it, and what it says of five messages.
         */
        "fangyuan.http.governance.charters.Checked": {
            charter: Record<string, never>;
            words: components["schemas"]["CharterWords"];
            text: {
                [key: string]: string;
            };
            samples: components["schemas"]["SampleView"][];
        };
        /**
         * CharterWords
         * @description The charter's parts in both languages.
         */
        CharterWords: {
            kind: {
                [key: string]: string;
            };
            audience: {
                [key: string]: string;
            };
            label: {
                [key: string]: string;
            };
            clauses: components["schemas"]["ClauseWords"][];
        };
        /**
         * ClauseWords
         * @description One clause. `kept_by` is honest: where the group is encrypted, only clients see what is written.
         *
         *         `verdict` is what happens to what goes against it, '' for what the type usually does, which its text says;
         *         `exceptions`: for whom it doesn't hold.
         */
        ClauseWords: {
            number: number;
            id: string;
            type: string;
            mode: string;
            verdict: string;
            /** @enum {unknown} */
            kept_by: "clients" | "people" | "server";
            text: {
                [key: string]: string;
            };
            exceptions: {
                [key: string]: string;
            }[];
        };
        /**
         * SampleView
         * @description One of five messages that everybody knows, and what the charter says of it.
         */
        SampleView: {
            name: string;
            body: string;
            verdict: Record<string, never>;
        };
        /**
         * AudienceWish
         * @description An audience that somebody thinks of; the owner left out is he himself.
         */
        AudienceWish: {
            audience: Record<string, never>;
            /** @default null */
            owner: string | null;
            /** @default [] */
            deputies: string[];
        };
        /**
         * AudiencePreview
         * @description Who would be in: how many, the first of them, and each rule by itself.
         */
        AudiencePreview: {
            total: number;
            words: {
                [key: string]: string;
            };
            parts: components["schemas"]["AudiencePart"][];
            people: components["schemas"]["PersonIn"][];
        };
        /**
         * AudiencePart
         * @description One rule of an audience in words, and how many people it is true of.
         */
        AudiencePart: {
            text: {
                [key: string]: string;
            };
            people: number;
            is_exclusion: boolean;
        };
        /**
         * PersonIn
         * @description Somebody who would be in, and why.
         */
        PersonIn: {
            person_id: string;
            user_id: string;
            name: string;
            department: string;
            title: string;
            why: {
                [key: string]: string;
            };
        };
        /**
         * Difference
         * @description What version `to` changes of version `from`; `asks_more`: members have to accept again.
         */
        Difference: {
            changes: components["schemas"]["Change"][];
            asks_more: boolean;
        };
        /**
         * Change
         * @description One thing that differs. `field` is `clauses` or a field of the charter; `number` and `id` name the clause.
         *
         *         `asks_more`: members have to accept again because of it. `text` says it in one line.
         */
        Change: {
            field: string;
            /** @enum {unknown} */
            what: "added" | "changed" | "removed";
            text: {
                [key: string]: string;
            };
            /** @default false */
            asks_more: boolean;
            /** @default 0 */
            number: number;
            /** @default  */
            id: string;
        };
        /** Figures */
        Figures: {
            figures: components["schemas"]["ClauseFigure"][];
        };
        /**
         * ClauseFigure
         * @description How often a clause gave this verdict on a day (days since 1970 UTC); `observed`: it would have.
         */
        ClauseFigure: {
            clause_id: string;
            verdict: string;
            observed: boolean;
            day: number;
            count: number;
        };
        /**
         * TimeZone
         * @description The zone in which the company's hours are meant: an IANA name.
         */
        TimeZone: {
            time_zone: string;
        };
        /**
         * PeoplePage
         * @description People by account; `next` goes into `from` for the page after, absent on the last.
         */
        PeoplePage: {
            people: components["schemas"]["PersonView"][];
            total: number;
            /** @default null */
            next: string | null;
        };
        /**
         * PersonView
         * @description A person. Phone and e-mail are there for himself, HR and administrators only.
         */
        PersonView: {
            person_id: string;
            user_id: string;
            name: string;
            department_id: string;
            department: string;
            /** @enum {unknown} */
            status: "active" | "left" | "suspended";
            /** @default null */
            title: string | null;
            /** @default null */
            employee_no: string | null;
            /** @default null */
            rank_level: number | null;
            /** @default null */
            rank: string | null;
            /** @default null */
            manager_id: string | null;
            /** @default [] */
            leads: string[];
            /** @default [] */
            roles: string[];
            phone?: string | null;
            email?: string | null;
        };
        /**
         * PersonEdit
         * @description What is to change; what isn't named stays. null takes a value away. `department` is a path: `a/b/c`.
         */
        PersonEdit: {
            name?: string;
            department_id?: string;
            department?: string;
            rank?: string | null;
            title?: string | null;
            employee_no?: string | null;
            phone?: string | null;
            email?: string | null;
            manager_id?: string | null;
            /** @enum {unknown} */
            status?: "active" | "left" | "suspended";
            roles?: string[];
            /** @default  */
            reason: string;
        };
        /** DepartmentTree */
        DepartmentTree: {
            departments: components["schemas"]["DepartmentView"][];
        };
        /**
         * DepartmentView
         * @description A department with those below it. `people` counts its own, `people_below` also theirs.
         */
        DepartmentView: {
            department_id: string;
            name: string;
            path: string;
            leader_id: string | null;
            people: number;
            people_below: number;
            /** @default [] */
            children: components["schemas"]["DepartmentView"][];
        };
        /** RankList */
        RankList: {
            ranks: components["schemas"]["RankView"][];
        };
        /**
         * RankView
         * @description A rank; level 1 is the top.
         */
        RankView: {
            level: number;
            name: string;
            people: number;
        };
        /** StrikeList */
        StrikeList: {
            strikes: components["schemas"]["StrikeView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * StrikeView
         * @description A strike. Times are ms UTC. `act` is word, slow or mute; `until_ts` when that ends, absent for a word.
         *
         *         `fades_ts`: until when it counts for the next one, absent when it doesn't count. `clause` 0: laid on by hand.
         */
        StrikeView: {
            strike_id: number;
            room_id: string;
            user_id: string;
            act: string;
            clause: number;
            clause_id: string;
            reason: {
                [key: string]: string;
            };
            ts: number;
            author: string;
            /** @default null */
            until_ts: number | null;
            /** @default null */
            every_ms: number | null;
            /** @default null */
            fades_ts: number | null;
        };
        /** AppealWish */
        AppealWish: {
            /** @default  */
            reason: string;
        };
        /**
         * AppealView
         * @description An appeal with the strike as it was. `outcome` is upheld or reversed, absent while it is open.
         */
        AppealView: {
            appeal_id: number;
            strike: components["schemas"]["StrikeView"];
            words: string;
            ts: number;
            /** @default null */
            outcome: string | null;
            /** @default null */
            reason: string | null;
            /** @default null */
            decided_by: string | null;
            /** @default null */
            decided_ts: number | null;
        };
        /** AppealList */
        AppealList: {
            appeals: components["schemas"]["AppealView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * AppealDecision
         * @description `outcome` is `upheld` or `reversed`; the person and the owner are told it with `reason`.
         */
        AppealDecision: {
            outcome: string;
            reason: string;
        };
        /**
         * RestraintList
         * @description A page. `next` goes into `from` for the page after it.
         */
        RestraintList: {
            restraints: components["schemas"]["Restraint"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Restraint
         * @description What holds now: of one person by a strike, or (without `strike_id`) of the whole group.
         */
        Restraint: {
            act: string;
            until_ts: number;
            author: string;
            reason: {
                [key: string]: string;
            };
            /** @default null */
            strike_id: number | null;
            /** @default null */
            user_id: string | null;
            /** @default null */
            every_ms: number | null;
        };
        /**
         * RestraintWish
         * @description `act` is mute or slow; without `user` the whole group is muted. `every_seconds` is slow mode's.
         */
        RestraintWish: {
            minutes: number;
            /** @default null */
            user: string | null;
            /** @default mute */
            act: string;
            /** @default  */
            reason: string;
            /** @default 60 */
            every_seconds: number;
        };
        /**
         * Lifted
         * @description Whether there was anything to lift.
         */
        Lifted: {
            lifted: boolean;
        };
        /**
         * FiguresAnswer
         * @description The company's figures, and those of the groups that the reader may see in which there was anything.
         */
        FiguresAnswer: {
            company: components["schemas"]["FiguresView"];
            groups: components["schemas"]["FiguresView"][];
        };
        /**
         * FiguresView
         * @description Of 365 days. `reversal_rate` is reversed of decided appeals, absent while none is decided.
         */
        FiguresView: {
            strikes: number;
            appeals: number;
            decided: number;
            reversed: number;
            /** @default null */
            reversal_rate: number | null;
            /** @default null */
            room_id: string | null;
            /** @default null */
            name: string | null;
        };
        /**
         * Policy
         * @description `pass_on_minutes`: how long an approver has; `most_held`: how many messages of one person may wait.
         */
        Policy: {
            policy: Record<string, never>;
        };
        /**
         * GroupView
         * @description A group as the register shows it. Times are ms UTC; a draft has no charter; `members` counts the house too.
         *
         *         `merged_into` is where a group that was merged goes on, at the end of the chain; `predecessors` are those that were
         *         merged into this one. One group by itself has its charter in `words`, and of the reader: whether he `may_govern` it,
         *         which version he accepted; who accepted `accept_version` has accepted all that is asked now (0: nothing is asked).
         */
        GroupView: {
            room_id: string;
            kind: string;
            owner: string;
            status: string;
            charter_version: number;
            founded_ts: number;
            founded_by: string;
            members: number;
            /** @default null */
            charter: Record<string, never> | null;
            /** @default null */
            charter_event_id: string | null;
            /** @default null */
            text: {
                [key: string]: string;
            } | null;
            /** @default null */
            words: components["schemas"]["CharterWords"] | null;
            /** @default 0 */
            accept_version: number;
            /** @default 0 */
            accepted_version: number;
            /** @default false */
            may_govern: boolean;
            /** @default null */
            merged_into: string | null;
            /** @default [] */
            predecessors: string[];
        };
        /**
         * Waiting
         * @description The group waits for the consent of `approval`: hr or superior. `/proposals` says how it stands.
         */
        Waiting: {
            proposal_id: string;
            status: string;
            approval: string;
            expires_ts: number;
        };
        /**
         * GroupList
         * @description A page by room id. `next` goes into `from` for the page after it.
         */
        GroupList: {
            groups: components["schemas"]["GroupView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * CharterHistory
         * @description A page, the first version first. `next` goes into `from` for the page after it.
         */
        CharterHistory: {
            versions: components["schemas"]["CharterVersion"][];
            /** @default null */
            next: string | null;
        };
        /** CharterVersion */
        CharterVersion: {
            version: number;
            author: string;
            ts: number;
            charter: Record<string, never>;
        };
        /** Accepted */
        Accepted: {
            version: number;
        };
        /**
         * Why
         * @description Whether the audience puts this person into the group, and why, in both languages.
         */
        Why: {
            person_id: string;
            is_in: boolean;
            is_member: boolean;
            reason: {
                [key: string]: string;
            };
        };
        /**
         * ExceptionList
         * @description A page. `next` goes into `from` for the page after it.
         */
        ExceptionList: {
            exceptions: components["schemas"]["AudienceException"][];
            /** @default null */
            next: string | null;
        };
        /**
         * AudienceException
         * @description A dated exception to an audience. `admit` lets a person come in without holding him there.
         */
        AudienceException: {
            exception_id: string;
            room_id: string;
            person_id: string;
            effect: string;
            reason: string;
            author: string;
            created_ts: number;
            until_ts: number | null;
        };
        /**
         * ExceptionWish
         * @description `effect` is include, exclude or admit; `until_ts` in ms UTC, null until revoked.
         */
        ExceptionWish: {
            person_id: string;
            effect: string;
            /** @default  */
            reason: string;
            /** @default null */
            until_ts: number | null;
        };
        /**
         * Done
         * @description Nothing more to say.
         */
        Done: Record<string, never>;
        /**
         * MoveWish
         * @description `to` is the room id of a social group; without it the charter's, or the nearest of the author's.
         */
        MoveWish: {
            event_id: string;
            /** @default null */
            to: string | null;
            /** @default  */
            reason: string;
        };
        /**
         * Moved
         * @description Where a message is now. `events` says by old event id which new one has taken its place.
         *
         *         `stayed` are replies and reactions that could not come along: their authors aren't in the social group, or its
         *         charter doesn't take them.
         */
        Moved: {
            room_id: string;
            event_id: string;
            events: {
                [key: string]: string;
            };
            stayed: string[];
        };
        /**
         * GuestWish
         * @description Whom to bring in. `until_ts` (ms UTC) left out: as long as the policy allows; `sponsor` left out: who asks.
         */
        GuestWish: {
            name: string;
            company: string;
            /** @default null */
            sponsor: string | null;
            groups?: string[];
            /** @default null */
            until_ts: number | null;
        };
        /**
         * Welcomed
         * @description The new guest; `code` is the password that he signs in with until he sets his own, and is shown only now.
         */
        Welcomed: {
            guest: components["schemas"]["Guest"];
            code: string;
        };
        /**
         * Guest
         * @description Somebody from outside. `sponsor` answers for him; at `until_ts` (ms UTC) he is out. `ended_ts`: since when.
         */
        Guest: {
            user_id: string;
            name: string;
            company: string;
            sponsor: string;
            until_ts: number;
            created_by: string;
            created_ts: number;
            /** @default null */
            ended_ts: number | null;
        };
        /**
         * GuestList
         * @description Guests by user id, those too whose stay has ended; `next` goes into `from`.
         */
        GuestList: {
            guests: components["schemas"]["Guest"][];
            /** @default null */
            next: string | null;
        };
        /**
         * GuestEdit
         * @description What is to change: the date (ms UTC), or who answers for him.
         */
        GuestEdit: {
            /** @default null */
            until_ts: number | null;
            /** @default null */
            sponsor: string | null;
        };
        /** Ended */
        Ended: Record<string, never>;
        /** HeldList */
        HeldList: {
            held: components["schemas"]["HeldView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * HeldView
         * @description A held message with the few messages before it. Times are ms UTC.
         *
         *         `verdict` is hold, schedule or divert; `status` waiting, sent, refused, withdrawn or lapsed. `due_ts`: when it is
         *         passed on, sent or given up. `asked` are those who were asked to decide; `to` is the group where it belongs.
         */
        HeldView: {
            held_id: number;
            room_id: string;
            user_id: string;
            type: string;
            content: unknown;
            context: unknown;
            verdict: string;
            clause: number;
            clause_id: string;
            reason: {
                [key: string]: string;
            };
            ts: number;
            status: string;
            due_ts: number;
            /** @default [] */
            asked: string[];
            /** @default null */
            to: string | null;
            /** @default null */
            decided_by: string | null;
            /** @default null */
            decided_ts: number | null;
            /** @default null */
            decision: string | null;
            /** @default null */
            event_id: string | null;
        };
        /**
         * HeldDecision
         * @description `outcome` is `approved` or `refused`; the author is told, of a refusal with `reason`.
         */
        HeldDecision: {
            outcome: string;
            /** @default  */
            reason: string;
        };
        /**
         * PlanView
         * @description What an import would do. Hand `fingerprint` back to apply just this; lists end after 1,000 entries.
         */
        PlanView: {
            fingerprint: string;
            can_apply: boolean;
            is_empty: boolean;
            summary: string;
            rows: number;
            counts: {
                [key: string]: number;
            };
            errors: number;
            problems: components["schemas"]["ProblemView"][];
            people: components["schemas"]["ChangeView"][];
            departments: string[];
            leaders: components["schemas"]["LeaderChange"][];
            ranks: string[] | null;
        };
        /**
         * ProblemView
         * @description What is wrong with the file. `row` 0: the file as a whole. `cells`: what stands in that row, by column.
         */
        ProblemView: {
            row: number;
            column: string;
            severity: string;
            key: string;
            words: string;
            /** @default {} */
            cells: {
                [key: string]: string;
            };
        };
        /**
         * ChangeView
         * @description What happens to one person. `row` 0: he isn't in the file.
         */
        ChangeView: {
            person_id: string;
            name: string;
            /** @enum {unknown} */
            what: "changes" | "joins" | "leaves" | "moves" | "resumes" | "returns" | "suspends";
            row: number;
            changes: components["schemas"]["FieldChange"][];
            words: string;
        };
        /**
         * FieldChange
         * @description One field, before and after, as people write it. None: nothing there.
         */
        FieldChange: {
            /** @enum {unknown} */
            field: "account" | "department" | "email" | "employee_no" | "leader" | "manager" | "name" | "phone" | "rank" | "roles" | "status" | "title";
            before: string | null;
            after: string | null;
        };
        /**
         * LeaderChange
         * @description Who leads a department, before and after: person ids.
         */
        LeaderChange: {
            department: string;
            before: string | null;
            after: string | null;
        };
        /**
         * AppliedView
         * @description What was done. `codes` are sign-in codes by account, shown this once.
         */
        AppliedView: {
            counts: {
                [key: string]: number;
            };
            departments: number;
            leaders: number;
            codes: {
                [key: string]: string;
            };
        };
        /**
         * RetentionRule
         * @description `min_days`, `max_days` and `kinds` (days by kind), as data.
         */
        RetentionRule: {
            policy: Record<string, never>;
        };
        /**
         * GroupRetention
         * @description For how many days the group keeps messages and files; null: without end.
         */
        GroupRetention: {
            days: number | null;
        };
        /**
         * Labels
         * @description What each label allows.
         */
        Labels: {
            labels: Record<string, never>;
        };
        /**
         * HoldWish
         * @description What is to be kept: of a group, a person, a time (ms UTC, `from_ts` <= ts < `to_ts`), or of all that is named.
         *
         *         `until_ts`: when the hold ends by itself; None: when it is released.
         */
        HoldWish: {
            /** @default null */
            room_id: string | null;
            /** @default null */
            user_id: string | null;
            /** @default null */
            from_ts: number | null;
            /** @default null */
            to_ts: number | null;
            /** @default null */
            until_ts: number | null;
            /** @default  */
            reason: string;
        };
        /**
         * Hold
         * @description A legal hold on what meets all that it names: a room, a person, a time (`from_ts` <= ts < `to_ts`, ms UTC).
         *
         *         It counts until `until_ts`, or until a second person signs its release.
         */
        Hold: {
            hold_id: string;
            /** @default null */
            room_id: string | null;
            /** @default null */
            user_id: string | null;
            /** @default null */
            from_ts: number | null;
            /** @default null */
            to_ts: number | null;
            reason: string;
            placed_by: string;
            placed_ts: number;
            /** @default null */
            until_ts: number | null;
            /** @default null */
            release_asked_by: string | null;
            /** @default null */
            release_asked_ts: number | null;
            /** @default null */
            release_reason: string | null;
            /** @default null */
            released_by: string | null;
            /** @default null */
            released_ts: number | null;
        };
        /**
         * HoldList
         * @description A page, by id. `next` goes into `from` for the page after it.
         */
        HoldList: {
            holds: components["schemas"]["Hold"][];
            /** @default null */
            next: string | null;
        };
        /** Release */
        Release: {
            /** @default  */
            reason: string;
        };
        /** Originals */
        Originals: {
            events: components["schemas"]["Original"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Original
         * @description An event as it was. `why` it is gone elsewhere: redaction or retention, at `lost_ts` (ms UTC).
         */
        Original: {
            event: unknown;
            why: string;
            lost_ts: number;
        };
        /**
         * ExportWish
         * @description The members are told who exports, and this reason.
         */
        ExportWish: {
            /** @default  */
            reason: string;
        };
        /**
         * Export
         * @description An export of a whole group. `status`: waiting, done, failed or ended (its file is deleted). Times are ms UTC.
         *
         *         `done` of `total` messages and files are written; `sha256` is of its manifest, in hex.
         */
        Export: {
            export_id: string;
            room_id: string;
            actor: string;
            reason: string;
            status: string;
            done: number;
            total: number;
            sha256: string;
            created_ts: number;
            /** @default null */
            finished_ts: number | null;
        };
        /**
         * ExportList
         * @description A page, the newest first. `next` goes into `from` for the page after it.
         */
        ExportList: {
            exports: components["schemas"]["Export"][];
            /** @default null */
            next: string | null;
        };
        /**
         * RemovalList
         * @description Messages that somebody else than their author removed, the newest first.
         */
        RemovalList: {
            removals: components["schemas"]["Removal"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Removal
         * @description `by` took the message of `sender` away, at `ts` (ms UTC).
         */
        Removal: {
            seq: number;
            ts: number;
            by: string;
            event_id: string;
            sender: string;
            reason: string;
        };
        /**
         * NoticeList
         * @description What was pinned when, and by whom, the newest first; what is pinned now has no `until_ts`.
         */
        NoticeList: {
            notices: components["schemas"]["Notice"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Notice
         * @description A message that was pinned by `pinned_by` at `from_ts`, until `until_ts`; its versions, the newest first.
         */
        Notice: {
            event_id: string;
            author: string;
            pinned_by: string;
            from_ts: number;
            /** @default null */
            until_ts: number | null;
            /** @default [] */
            versions: components["schemas"]["Version"][];
        };
        /**
         * Version
         * @description A notice's text, as of `ts` (ms UTC).
         */
        Version: {
            ts: number;
            text: string;
        };
        /**
         * ReviewWish
         * @description Whether the group is still needed. If so, it is reviewed again by its kind's months; if not, it is archived.
         */
        ReviewWish: {
            needed: boolean;
            /** @default  */
            note: string;
        };
        /**
         * Standing
         * @description How the group stands now.
         */
        Standing: {
            room_id: string;
            status: string;
            owner: string;
            review_date: string | null;
            charter_version: number;
        };
        /**
         * OwnerWish
         * @description `owner` is a person id or a user id.
         */
        OwnerWish: {
            owner: string;
            /** @default  */
            reason: string;
        };
        /**
         * Because
         * @description A reason, for the audit log and for whom it concerns.
         */
        Because: {
            /** @default  */
            reason: string;
        };
        /**
         * LookList
         * @description A page, the newest first; the newest `days` days aren't shown yet. `next` goes into `from`.
         */
        LookList: {
            looks: components["schemas"]["Look"][];
            days: number;
            /** @default null */
            next: string | null;
        };
        /**
         * Look
         * @description Somebody looked into the group from outside. `what` names it as the API does; `ts` is ms UTC.
         */
        Look: {
            seq: number;
            ts: number;
            user_id: string;
            what: string;
        };
        /**
         * LooksPolicy
         * @description After how many days members see who looked, 0 to 90.
         */
        LooksPolicy: {
            days: number;
        };
        /**
         * Me
         * @description The account with its name, and the person, where the directory knows one: no bot, nobody from outside.
         */
        Me: {
            user_id: string;
            name: string;
            kind: string;
            rights: components["schemas"]["Rights"];
            /** @default null */
            person: components["schemas"]["PersonView"] | null;
        };
        /**
         * Rights
         * @description What a client shows the person. `found`: kind to whose consent it takes (none, hr, superior); others he may not.
         *
         *         `approve_held` and `decide_appeals` hold too while something waits for him. `owns_groups`: is owner or deputy.
         */
        Rights: {
            manage_directory: boolean;
            grant_roles: boolean;
            change_policies: boolean;
            see_reach_rules: boolean;
            manage_guests: boolean;
            handle_reports: boolean;
            read_audit: boolean;
            place_holds: boolean;
            govern_all_groups: boolean;
            see_all_groups: boolean;
            owns_groups: boolean;
            approve_held: boolean;
            decide_appeals: boolean;
            found: {
                [key: string]: "hr" | "none" | "superior";
            };
        };
        /**
         * MentionCostView
         * @description People who are called, minutes of them together, the share of them (0 to 1) who are off work; and in words.
         */
        MentionCostView: {
            people: number;
            minutes: number;
            off_hours_share: number;
            text: {
                [key: string]: string;
            };
        };
        /**
         * MergeWish
         * @description `into` is the room id of the group that stays.
         *
         *         `audience`: `surviving` keeps that group's audience, `union` widens it by the other one's. `history`: `shared` lets
         *         all its members read what was said in the group that ends, `own` only those who could before.
         */
        MergeWish: {
            into: string;
            /** @default  */
            reason: string;
            /** @default surviving */
            audience: string;
            /** @default shared */
            history: string;
        };
        /**
         * MergeView
         * @description A proposal. Times are ms UTC. `status` is open, done, declined, expired or void.
         *
         *         `plan` names who `gains`, who `loses`, who `stays` and who are new `readers`, as things stand; once it is done, as
         *         it was carried out. A `problem` in it, in both languages, stands against signing; `withheld` is true while who is in
         *         a confidential group is not for the reader yet. `signatures` are those that count.
         */
        MergeView: {
            merge_id: string;
            room_id: string;
            into: string;
            name: string;
            into_name: string;
            audience: string;
            history: string;
            reason: string;
            status: string;
            proposed_by: string;
            proposed_ts: number;
            /** @default null */
            decided_by: string | null;
            /** @default null */
            decided_ts: number | null;
            /** @default [] */
            signatures: components["schemas"]["Signature"][];
            /** @default {} */
            plan: Record<string, never>;
        };
        /**
         * Signature
         * @description An owner's yes; `signer` is somebody else when HR or an administrator signed in his place, with a reason.
         *
         *         It is for the two charters of these versions: another version of either asks for another signature.
         */
        Signature: {
            merge_id: string;
            /** @enum {unknown} */
            side: "ended" | "surviving";
            owner: string;
            signer: string;
            reason: string;
            room_version: number;
            into_version: number;
            ts: number;
        };
        /**
         * MergeList
         * @description A page, the newest first, without plans and signatures. `next` goes into `from` for the page after it.
         */
        MergeList: {
            merges: components["schemas"]["MergeView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * SignatureWish
         * @description `answer` is yes or no. In the place of an owner who is away: `side` (ended, surviving) and a `reason`.
         */
        SignatureWish: {
            /** @default yes */
            answer: string;
            /** @default null */
            side: string | null;
            /** @default  */
            reason: string;
        };
        /**
         * KindList
         * @description The kinds with their names, descriptions and the clauses that a new group of that kind starts with.
         */
        KindList: {
            kinds: Record<string, never>[];
        };
        /**
         * CreationPolicy
         * @description Who may found which kind, as data.
         */
        CreationPolicy: {
            policy: Record<string, never>;
        };
        /**
         * OwnDomains
         * @description The company's own sites besides the server's: links there are no hooks of an advert.
         */
        OwnDomains: {
            domains: string[];
        };
        /**
         * ProposalWish
         * @description The group that somebody thinks of founding. `owner` left out is he himself.
         */
        ProposalWish: {
            /** @default null */
            kind: string | null;
            /** @default null */
            name: string | null;
            /** @default null */
            purpose: string | null;
            /** @default null */
            owner: string | null;
            /** @default null */
            deputies: string[] | null;
            /** @default null */
            approvers: string[] | null;
            /** @default null */
            audience: Record<string, never> | null;
            /** @default null */
            clauses: Record<string, never>[] | null;
            /** @default null */
            label: string | null;
            /** @default null */
            review_date: string | null;
            /** @default null */
            override: Record<string, never> | null;
            /** @default null */
            social: string | null;
            /** @default null */
            hours: components["schemas"]["HoursWish"] | null;
        };
        /**
         * HoursWish
         * @description When the group is meant to be used: hours of the day, 0 to 24.
         */
        HoursWish: {
            start: number;
            end: number;
        };
        /**
         * AssessmentView
         * @description `answer`: found_it, found_otherwise, use_existing. `approval`: whose consent it will take: none, hr, superior.
         */
        AssessmentView: {
            answer: string;
            approval: string;
            suggestions: components["schemas"]["SuggestionView"][];
            attention: components["schemas"]["AttentionView"];
            similar: components["schemas"]["SimilarView"][];
        };
        /**
         * SuggestionView
         * @description What to do instead: use_it, join, merge, use_a_thread, direct_chat, urgent_group, kind, notices_only, …
         */
        SuggestionView: {
            do: string;
            reason: {
                [key: string]: string;
            };
            /** @default null */
            kind: string | null;
            /** @default null */
            room_id: string | null;
        };
        /**
         * AttentionView
         * @description What the group will cost. `is_measured`: as the company's own groups of that kind show it.
         */
        AttentionView: {
            people: number;
            messages_per_day: number;
            is_measured: boolean;
            interruptions_per_day: number;
            minutes_a_month: number;
            minutes_each: number;
        };
        /**
         * SimilarView
         * @description A group that is like it. Figures of its members only for who may see them; likeness and shares are 0 to 1.
         */
        SimilarView: {
            room_id: string;
            name: string;
            kind: string;
            owner: string;
            is_same: boolean;
            is_member: boolean;
            purpose_likeness: number;
            /** @default null */
            members: number | null;
            /** @default null */
            shared: number | null;
            /** @default null */
            jaccard: number | null;
            /** @default null */
            containment: number | null;
        };
        /**
         * ProposalList
         * @description A page, the newest first. `next` goes into `from` for the page after it.
         */
        ProposalList: {
            proposals: components["schemas"]["ProposalView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * ProposalView
         * @description A group that waits for consent, or what became of it. Times are ms UTC.
         */
        ProposalView: {
            proposal_id: string;
            founder: string;
            kind: string;
            name: string;
            people: number;
            approval: string;
            status: string;
            created_ts: number;
            expires_ts: number;
            wish: Record<string, never>;
            asked: string[];
            /** @default  */
            reason: string;
            /** @default null */
            decided_by: string | null;
            /** @default null */
            decided_ts: number | null;
            /** @default null */
            room_id: string | null;
        };
        /**
         * Decision
         * @description approve or refuse; who refuses says why.
         */
        "fangyuan.http.governance.proposals.Decision": {
            decision: string;
            /** @default  */
            reason: string;
        };
        /**
         * CascadeWish
         * @description What all groups of a cascade share. `floor` and `ceiling` are ranks: the lowest and the highest of who is in.
         */
        CascadeWish: {
            name: string;
            purpose: string;
            floor: string | number;
            /** @default null */
            ceiling: string | number | null;
            /** @default null */
            kind: string | null;
            /** @default null */
            label: string | null;
            /** @default null */
            clauses: Record<string, never>[] | null;
        };
        /** CascadeView */
        CascadeView: {
            cascade_id: string;
            founder: string;
            created_ts: number;
            wish: Record<string, never>;
            leaders: components["schemas"]["LeaderView"][];
        };
        /**
         * LeaderView
         * @description One leader: asked, founded, waiting (for consent), declined. `left_out`: whose rank keeps him out, and why.
         */
        LeaderView: {
            person_id: string;
            asked_by: string;
            status: string;
            ts: number;
            left_out: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** @default null */
            room_id: string | null;
        };
        /**
         * CascadeAnswer
         * @description Whether the person who was asked founds the group of his direct reports.
         */
        CascadeAnswer: {
            founds: boolean;
        };
        /**
         * ReachPolicy
         * @description The rules as data. `rules`: the first that says something about a verb decides; `guard` of the reporting line;
         *         `guests`: people from outside.
         */
        ReachPolicy: {
            policy: Record<string, never>;
            /** @default  */
            reason: string;
        };
        /**
         * Explained
         * @description What one person may do as to another, and why. `levels_up`: how far up his reporting line, 0: not in it.
         */
        Explained: {
            person: string;
            other: string;
            may: {
                [key: string]: boolean;
            };
            why: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            levels_up: number;
            is_asked_first: boolean;
        };
        /**
         * RequestList
         * @description Who asks to write up the line and waits for the asker's word; `next` goes into `from`.
         */
        RequestList: {
            requests: components["schemas"]["Contact"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Contact
         * @description That somebody wants to write up the line. `asked` decides: the receiver or the writer's superior.
         */
        Contact: {
            contact_id: string;
            writer: string;
            receiver: string;
            asked: string;
            status: string;
            created_ts: number;
            /** @default null */
            decided_ts: number | null;
        };
        /** Decision */
        "fangyuan.http.governance.reach.Decision": {
            agrees: boolean;
        };
        /**
         * OfficeList
         * @description The offices; `people` are user ids. Who writes to them nobody learns.
         */
        OfficeList: {
            offices: components["schemas"]["Office"][];
        };
        /**
         * Office
         * @description An office that everybody may always write to, and nobody learns who did. `people` are user ids.
         */
        Office: {
            id: string;
            /** @enum {unknown} */
            kind: "hr" | "ombudsman" | "other" | "union";
            name: {
                [key: string]: string;
            };
            /** @default [] */
            people: string[];
        };
        /**
         * OfficesWish
         * @description All offices from now on.
         */
        OfficesWish: {
            offices: Record<string, never>[];
            /** @default  */
            reason: string;
        };
        /**
         * ReportList
         * @description A page, the newest first, without contexts. `next` goes into `from` for the page after it.
         */
        ReportList: {
            reports: components["schemas"]["ReportView"][];
            /** @default null */
            next: string | null;
        };
        /**
         * ReportView
         * @description One report. Times are ms UTC. `context` holds the reported event as it was, last, and the few before it.
         *
         *         `user_id` is whom it concerns; `outcome` is `acted` or `dismissed`, absent while it is open.
         */
        ReportView: {
            report_id: number;
            ts: number;
            reporter: string;
            kind: string;
            reason: string;
            /** @default null */
            room_id: string | null;
            /** @default null */
            event_id: string | null;
            /** @default null */
            user_id: string | null;
            /** @default null */
            score: number | null;
            /** @default null */
            outcome: string | null;
            /** @default null */
            note: string | null;
            /** @default null */
            resolved_by: string | null;
            /** @default null */
            resolved_ts: number | null;
            /** @default null */
            context: unknown | null;
        };
        /**
         * Resolution
         * @description `outcome` is `acted` or `dismissed`; the reporter is told it with `note`.
         *
         *         Of a message, with `acted`: `redact` takes it away, `strike` gives its sender a strike, `mute_minutes` mutes him.
         */
        Resolution: {
            outcome: string;
            /** @default  */
            note: string;
            /** @default false */
            redact: boolean;
            /** @default false */
            strike: boolean;
            /** @default 0 */
            mute_minutes: number;
        };
        /**
         * Today
         * @description Everything, the kinds in the order in which they are worth doing, in each what waits longest first.
         */
        Today: {
            items: components["schemas"]["TodayItem"][];
        };
        /**
         * TodayItem
         * @description One thing. `subject` is what it is about: a room, a proposal, a held message, … by id. Times are ms UTC.
         *
         *         `is_news`: nothing to do, only to know. `person` is who asks for it or whom it is about; `text` is in his words: a
         *         purpose, the name of a group to be, a reason. `status` says how one's own stands, or why a review is due (date,
         *         idle). No message is in it: who looks at one looks into the group.
         */
        TodayItem: {
            /** @enum {unknown} */
            kind: "accept" | "appeal" | "cascade" | "contact" | "divert" | "draft" | "held" | "merge" | "own_appeal" | "own_held" | "own_proposal" | "proposal" | "report" | "review";
            subject: string;
            since_ts: number;
            /** @default null */
            due_ts: number | null;
            /** @default false */
            is_news: boolean;
            /** @default null */
            room_id: string | null;
            /** @default  */
            room_name: string;
            /** @default null */
            into_id: string | null;
            /** @default  */
            into_name: string;
            /** @default null */
            person: string | null;
            /** @default  */
            person_name: string;
            /** @default  */
            text: string;
            /** @default  */
            status: string;
            /** @default 0 */
            version: number;
            /** @default {} */
            reason: {
                [key: string]: string;
            };
        };
        /**
         * WordLists
         * @description Lists by name. `next` goes into `from` for the page after; absent on the last.
         */
        WordLists: {
            lists: components["schemas"]["WordListHead"][];
            /** @default null */
            next: string | null;
        };
        /**
         * WordListHead
         * @description A list without its words. `changed_ts` in ms UTC.
         */
        WordListHead: {
            name: string;
            count: number;
            version: number;
            changed_ts: number;
            changed_by: string;
        };
        /**
         * WordListView
         * @description A list with a page of its words; `next` is the `from` of the page after it, absent on the last.
         */
        WordListView: {
            list: components["schemas"]["WordListHead"];
            words: components["schemas"]["Word"][];
            /** @default null */
            next: string | null;
        };
        /**
         * Word
         * @description One word of a list.
         *
         *         `severity`: what becomes of a message with it; None: what the clause says. `context`: `usual` (Chinese anywhere,
         *         Latin letters and digits as a whole word), `inside` (anywhere), `word` (no letter or character beside it), `exact`
         *         (the whole message is the word). `evasions`: whether disguises of it are found too. `unless`: phrases in which it
         *         is no find.
         */
        Word: {
            word: string;
            /** @default null */
            severity: ("hold" | "nudge" | "refuse") | null;
            /**
             * @default usual
             * @enum {unknown}
             */
            context: "exact" | "inside" | "usual" | "word";
            /** @default true */
            evasions: boolean;
            /** @default [] */
            unless: string[];
        };
        /**
         * WordWish
         * @description The words of a list, all of them: strings, or records with severity, context, evasions, unless.
         */
        WordWish: {
            words: (string | components["schemas"]["Word"])[];
        };
    };
    responses: {
        /** @description The request can't be understood, or what it asks for isn't valid */
        400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No access token, or one that is unknown or has expired */
        401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The caller may not do this; for a charter's refusal the body names the clause */
        403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such thing */
        404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Somebody was first, or it was done already */
        409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request is too large */
        413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The idempotency key was used for another request */
        422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many requests; `retry_after_ms` says when to come back */
        429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "audit.list_entries": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
                /** @description `b` from the newest back (the default), `f` from the oldest on */
                dir?: string;
                /** @description Only acts upon this: a room, a user, a department */
                subject?: string;
                /** @description Only acts of this user */
                actor?: string;
                /** @description Only this act, such as `refusal` */
                act?: string;
                /** @description Only rows of this time or later, in ms UTC */
                since?: string;
                /** @description Only rows before this time, in ms UTC */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows of the audit log, newest first / 审计日志，最新的在前 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "audit.export": {
        parameters: {
            query?: {
                /** @description Only acts upon this: a room, a user, a department */
                subject?: string;
                /** @description Only acts of this user */
                actor?: string;
                /** @description Only this act, such as `refusal` */
                act?: string;
                /** @description Only rows of this time or later, in ms UTC */
                since?: string;
                /** @description Only rows before this time, in ms UTC */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log as JSON lines, oldest first / 以 JSON 行导出审计日志 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "audit.verify": {
        parameters: {
            query?: {
                /** @description The hash of a head that was noted down earlier; it must still be in the chain */
                expect?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Checks the chain of the audit log / 核对审计链 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["fangyuan.http.governance.audit.Checked"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "census.list_groups": {
        parameters: {
            query?: {
                /** @description Only groups of this kind */
                kind?: string;
                /** @description draft, open, archived or closed; without it all but closed ones */
                status?: string;
                /** @description open, internal or confidential */
                label?: string;
                /** @description Only this owner's: a person id or a user id */
                owner?: string;
                /** @description Only of owners who work in this department (its id or path) or below it */
                department?: string;
                /** @description `true`: only groups in which nobody has written for long */
                idle?: string;
                /** @description Only groups with this mark: draft, ownerless, overdue, idle, over_budget, asked */
                flag?: string;
                /** @description Only groups whose review date is this day (YYYY-MM-DD) or an earlier one */
                review_due?: string;
                /** @description Words that name, purpose, owner or department hold, each of them */
                q?: string;
                /** @description By what: name, kind, owner, status, label, members, founded, review_date, last_review, messages, posters, last_message; `name` without it */
                order?: string;
                /** @description `b` for the other way round */
                dir?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The register of groups with owners, reviews and activity / 群清册 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CensusPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "census.export": {
        parameters: {
            query?: {
                /** @description Only groups of this kind */
                kind?: string;
                /** @description draft, open, archived or closed; without it all but closed ones */
                status?: string;
                /** @description open, internal or confidential */
                label?: string;
                /** @description Only this owner's: a person id or a user id */
                owner?: string;
                /** @description Only of owners who work in this department (its id or path) or below it */
                department?: string;
                /** @description `true`: only groups in which nobody has written for long */
                idle?: string;
                /** @description Only groups with this mark: draft, ownerless, overdue, idle, over_budget, asked */
                flag?: string;
                /** @description Only groups whose review date is this day (YYYY-MM-DD) or an earlier one */
                review_due?: string;
                /** @description Words that name, purpose, owner or department hold, each of them */
                q?: string;
                /** @description By what: name, kind, owner, status, label, members, founded, review_date, last_review, messages, posters, last_message; `name` without it */
                order?: string;
                /** @description `b` for the other way round */
                dir?: string;
                /** @description csv (UTF-8 with a byte order mark, the default) or xlsx */
                format?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same as a file / 导出群清册 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "charters.check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupWish"];
            };
        };
        responses: {
            /** @description Check a charter without founding anything / 检查群规，不建群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["fangyuan.http.governance.charters.Checked"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            413: components["responses"]["413"];
        };
    };
    "charters.preview_audience": {
        parameters: {
            query?: {
                /** @description How many of the people shall be named */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AudienceWish"];
            };
        };
        responses: {
            /** @description Who would be in by this audience, and why / 预览成员范围 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudiencePreview"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            413: components["responses"]["413"];
        };
    };
    "charters.differ": {
        parameters: {
            query?: {
                /** @description the earlier version; the one before `to` when absent */
                from?: string;
                /** @description the later; the newest when absent */
                to?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a version of the charter changed / 群规两版对比 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "charters.preview": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupWish"];
            };
        };
        responses: {
            /** @description What a change of the charter would mean / 预览群规改动 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            413: components["responses"]["413"];
        };
    };
    "charters.figures": {
        parameters: {
            query?: {
                /** @description 1 to 366, default 30 */
                days?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the clauses did, or would have done / 各条款拦截或试行的次数 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Figures"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "charters.get_time_zone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company's time zone / 公司时区 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeZone"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "charters.put_time_zone": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TimeZone"];
            };
        };
        responses: {
            /** @description Set the company's time zone / 设置公司时区 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeZone"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "directory.list_people": {
        parameters: {
            query?: {
                /** @description Words that the name (pinyin and its initials too), account, title or employee number holds */
                q?: string;
                /** @description Only people of this department: its id or its path */
                department?: string;
                /** @description `false`: not those of the departments below it */
                subtree?: string;
                /** @description Only who answers to this person directly: his account */
                manager?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People by name and department / 按姓名和部门查人 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "directory.get_person": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                personId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One person / 一个人 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "directory.put_person": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                personId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonEdit"];
            };
        };
        responses: {
            /** @description Changes one person; his groups follow / 调动或修改一个人,群组随之调整 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "directory.get_departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree of departments / 部门树 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepartmentTree"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "directory.list_ranks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ranks, the top first / 职级,从高到低 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RankList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "fairness.list_strikes": {
        parameters: {
            query?: {
                /** @description The strikes of this group instead of one's own */
                room?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Strikes, newest first / 违规记录，最新的在前 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrikeList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "fairness.appeal": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                strikeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealWish"];
            };
        };
        responses: {
            /** @description Appeal against a strike, once / 对一次处理提出申诉 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
        };
    };
    "fairness.list_appeals": {
        parameters: {
            query?: {
                /** @description `open` or `decided`; both when absent */
                status?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Appeals to decide, and one's own / 待裁定的申诉和自己的申诉 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "fairness.decide_appeal": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                appealId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealDecision"];
            };
        };
        responses: {
            /** @description Decide an appeal; a reversal deletes the strike and ends what it caused / 裁定申诉 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "fairness.list_restraints": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is muted or slowed down now / 正在生效的发言限制 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestraintList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "fairness.restrain": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestraintWish"];
            };
        };
        responses: {
            /** @description Mute or slow down a member, or mute the group, for some minutes / 禁言、慢速、全员禁言 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restraint"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "fairness.lift": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Let somebody write again, or with `everybody` the group / 解除发言限制 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lifted"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "fairness.figures": {
        parameters: {
            query?: {
                /** @description This group only */
                room?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Strikes, appeals and how many were reversed, by group / 违规、申诉与撤销率 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FiguresAnswer"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "fairness.get_policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How long approvers have, how much may wait / 送审设置 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "fairness.put_policy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description Change how long approvers have, how much may wait / 修改送审设置 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "groups.list_groups": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The register of groups, by pages / 群清册 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "groups.found": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupWish"];
            };
        };
        responses: {
            /** @description Found a group with its charter / 建群并立群规 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupView"];
                };
            };
            /** @description It waits for somebody's consent */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiting"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
        };
    };
    "groups.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One group / 查看一个群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "groups.amend": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupWish"];
            };
        };
        responses: {
            /** @description The next version of the charter / 修订群规 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "groups.history": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every version of the charter / 群规历史 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharterHistory"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "groups.accept": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accept the charter as it stands / 接受群规 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "groups.why": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
                personId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why somebody is in the group or not / 为什么在群里 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "groups.list_exceptions": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Exceptions to the audience / 成员例外 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExceptionList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "groups.add_exception": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExceptionWish"];
            };
        };
        responses: {
            /** @description File an exception with its reason / 登记例外 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudienceException"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "groups.revoke_exception": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
                exceptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End an exception / 撤销例外 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "groups.move": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveWish"];
            };
        };
        responses: {
            /** @description Move chit-chat with its replies to the social group / 把闲聊连同回复移到闲聊群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moved"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "guests.list_guests": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People from outside / 外部人员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "guests.post_guest": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuestWish"];
            };
        };
        responses: {
            /** @description Bring somebody from outside in / 登记外部人员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Welcomed"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "guests.put_guest": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuestEdit"];
            };
        };
        responses: {
            /** @description Prolong a stay, or name another sponsor / 延期或更换接待人 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guest"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "guests.delete_guest": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End a stay now / 提前结束 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "held.list_held": {
        parameters: {
            query?: {
                /** @description This group only */
                room?: string;
                /** @description `waiting` or `ended`; both when absent */
                status?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Held messages: one's own, and those to decide about / 送审、定时与待改发的消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "held.decide": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                heldId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeldDecision"];
            };
        };
        responses: {
            /** @description Approve a held message, which sends it, or refuse it / 审核送审消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "held.divert": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                heldId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Have one's message sent to the group where it belongs / 改发到合适的群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "held.withdraw": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                heldId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdraw a message that waits / 撤回等待中的消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "imports.plan_import": {
        parameters: {
            query?: {
                /** @description The file's name, for the words about it */
                filename?: string;
                /** @description `true`: the file is the whole company, so whoever isn't in it leaves */
                full?: string;
                /** @description The company's ranks from now on, the top first, separated by commas */
                ranks?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description What importing a CSV or XLSX file would do; changes nothing / 导入前的方案,不做改动 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            413: components["responses"]["413"];
        };
    };
    "imports.apply_import": {
        parameters: {
            query?: {
                /** @description The file's name, for the words about it */
                filename?: string;
                /** @description `true`: the file is the whole company, so whoever isn't in it leaves */
                full?: string;
                /** @description The company's ranks from now on, the top first, separated by commas */
                ranks?: string;
                /** @description The plan's fingerprint */
                fingerprint?: string;
                /** @description `true`: sign-in codes for whoever comes or comes back */
                codes?: string;
                /** @description For the audit log */
                reason?: string;
            };
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Imports the same file as it was planned, all or nothing / 按方案导入,要么全做要么不做 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppliedView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "keeping.get_rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How long groups keep messages and files / 消息和文件的保留期限 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionRule"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "keeping.put_rule": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionRule"];
            };
        };
        responses: {
            /** @description Change how long groups keep messages and files / 修改保留期限 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionRule"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "keeping.get_retention": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How long this group keeps messages and files / 本群的保留期限 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupRetention"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "keeping.list_labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What each label allows / 各密级的规定 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labels"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "keeping.list_holds": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Legal holds of all times / 全部依法保全 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "keeping.place_hold": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldWish"];
            };
        };
        responses: {
            /** @description Place a legal hold / 设立依法保全 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "keeping.get_hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A legal hold / 一项依法保全 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "keeping.release_hold": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Release"];
            };
        };
        responses: {
            /** @description Sign the release of a hold; the second person's signature ends it / 签署解除保全，两人签署后生效 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "keeping.read_held": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Originals that are gone elsewhere; the look is filed / 查看保全的原件，查看行为入审计 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Originals"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "keeping.list_exports": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Exports of the group / 本群的导出记录 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "keeping.ask_export": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportWish"];
            };
        };
        responses: {
            /** @description Export the whole group; its members are told / 导出整个群，并告知成员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "keeping.get_export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far an export is / 导出进度 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "keeping.download_export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finished export, for a week / 下载导出文件，保留一周 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "keeping.list_removals": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who removed whose messages, and why / 消息移除记录 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovalList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "keeping.list_notices": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pinned notices and their history / 群公告及其历史 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "lifecycle.review": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewWish"];
            };
        };
        responses: {
            /** @description Say whether a group is still needed / 复审：是否还需要 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "lifecycle.hand_over": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnerWish"];
            };
        };
        responses: {
            /** @description Hand a group over to another owner / 移交群主 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "lifecycle.archive": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Because"];
            };
        };
        responses: {
            /** @description Archive a group: it is only read and searched from now on / 归档 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "lifecycle.restore": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Because"];
            };
        };
        responses: {
            /** @description Take a group out of the archive / 恢复 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "lifecycle.close": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Because"];
            };
        };
        responses: {
            /** @description Close a group for good: everybody is out / 关闭 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "looks.list_looks": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who looked into the group without being in it / 谁从群外查看过本群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "looks.get_policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description After how many days members see who looked / 多少天后群成员能看到谁查看过 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LooksPolicy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "looks.put_policy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LooksPolicy"];
            };
        };
        responses: {
            /** @description Set after how many days members see who looked / 设置多少天后群成员能看到谁查看过 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LooksPolicy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "me.show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who I am and what I may do / 我是谁、我能做什么 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "mentions.get_cost": {
        parameters: {
            query?: {
                /** @description how many are named, if not everybody */
                people?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What calling everybody would cost / @所有人 要打断多少人 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MentionCostView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "merges.propose": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeWish"];
            };
        };
        responses: {
            /** @description Propose to end this group in another one / 提议把本群并入另一个群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "merges.list_merges": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Proposed and past merges of this group, newest first / 本群的合并提议与记录 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "merges.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mergeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One merge: who gains, who loses, who stays, who has signed / 查看一份合并提议 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "merges.sign": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                mergeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignatureWish"];
            };
        };
        responses: {
            /** @description Sign a merge or decline it / 签字同意或不同意合并 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "policies.list_kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Kinds of group / 群类型 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KindList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "policies.get_policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who may found which kind / 建群权限 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreationPolicy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "policies.put_policy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreationPolicy"];
            };
        };
        responses: {
            /** @description Change who may found which kind / 修改建群权限 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreationPolicy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "policies.get_own_domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company's own sites / 公司自己的网站 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnDomains"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "policies.put_own_domains": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnDomains"];
            };
        };
        responses: {
            /** @description Name the company's own sites / 登记公司自己的网站 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnDomains"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "proposals.assess": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalWish"];
            };
        };
        responses: {
            /** @description Should this group exist? Nothing is founded yet / 这个群该不该建 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssessmentView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
        };
    };
    "proposals.list_proposals": {
        parameters: {
            query?: {
                /** @description pending, approved, refused or expired; all when absent */
                status?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups that wait for consent, newest first / 建群申请，最新的在前 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "proposals.get_proposal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                proposalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One proposal / 一份建群申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "proposals.decide": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                proposalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["fangyuan.http.governance.proposals.Decision"];
            };
        };
        responses: {
            /** @description Approve or refuse; approved, the group is founded / 同意或不同意建群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
        };
    };
    "proposals.start_cascade": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CascadeWish"];
            };
        };
        responses: {
            /** @description Found the group of one's direct reports, who found theirs / 按汇报关系逐级建群 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CascadeView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
        };
    };
    "proposals.get_cascade": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cascadeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far a cascade is / 逐级建群的进展 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CascadeView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "proposals.answer_cascade": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                cascadeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CascadeAnswer"];
            };
        };
        responses: {
            /** @description Found one's own group in a cascade, or decline / 建下一级的群，或不建 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CascadeView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
        };
    };
    "reach.get_policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who may find, see, mention and write to whom / 可见与联系规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReachPolicy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "reach.put_policy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReachPolicy"];
            };
        };
        responses: {
            /** @description Change these rules / 修改可见与联系规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReachPolicy"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "reach.explain": {
        parameters: {
            query?: {
                /** @description Who: a person id or user id; oneself by default */
                from?: string;
                /** @description Whom */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why one person may reach another or not / 为什么能或不能联系某人 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explained"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "reach.list_requests": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who asks to write to you up the line / 等您答复的越级联系申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "reach.decide": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                requestId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["fangyuan.http.governance.reach.Decision"];
            };
        };
        responses: {
            /** @description Agree to a request or decline it / 同意或谢绝申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "reach.get_offices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Offices that everybody may always write to / 受保护的部门 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfficeList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "reach.put_offices": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfficesWish"];
            };
        };
        responses: {
            /** @description Name the offices and their people / 设置受保护的部门 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfficeList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "reports.list_reports": {
        parameters: {
            query?: {
                /** @description `open` or `resolved`; both when absent */
                status?: string;
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What people have reported, newest first / 举报列表，最新的在前 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "reports.get_report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One report with what it is about / 一条举报及其上下文 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "reports.resolve": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                reportId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resolution"];
            };
        };
        responses: {
            /** @description Deal with a report; its reporter is told / 处理举报，并告知举报人 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "today.show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What I have to do now / 今日待办 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Today"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "word_lists.list_all": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company's word lists / 公司词表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordLists"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
        };
    };
    "word_lists.get_one": {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before it */
                from?: string;
                /** @description How many, 1 to 1000, default 100 */
                limit?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A word list with its words / 词表内容 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordListView"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
        };
    };
    "word_lists.put_one": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WordWish"];
            };
        };
        responses: {
            /** @description Make a word list, or replace its words / 新建词表或替换全部词 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordListHead"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "word_lists.delete_one": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a word list that no charter uses / 删除没有群规在用的词表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
        };
    };
    "word_lists.import_one": {
        parameters: {
            query?: never;
            header?: {
                /** @description Any word of at most 255 characters that is new for each thing to be done. The same request with the same key within 24 hours is answered as before and not done twice; a refusal did nothing and isn't kept. An answer of more than 64 KiB or with secrets isn't kept either: then 409 says that it was done */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Replace a word list by a file: TXT, one word a line, or CSV / 用 TXT 或 CSV 文件替换词表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordListHead"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
        };
    };
    "openapi.openapi_document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document / 本文档 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["400"];
            403: components["responses"]["403"];
        };
    };
}
